using System.Runtime.InteropServices;
using System.Text;
using MqttDemo.Client.Session;
using MqttDemo.CommandLine;
using MqttDemo.CommandLine.Options;
using MqttDemo.CommandLine.Output;
using MqttDemo.CommandLine.Streams;
using MqttDemo.Subscriber.Handling;

namespace MqttDemo.Subscriber.Watching;

/// <summary>
/// --watch: the table on the terminal's alternate screen, drawn again when something has come, at most ten times in a
/// second.
/// </summary>
sealed class WatchScreen : IMessageSink
{
    /// <summary>The alternate screen, without a cursor and without wrapping of lines.</summary>
    const string EnterSequence = "\e[?1049h\e[?25l\e[?7l\e[2J";
    const string ClearSequence = "\e[2J";
    const string LeaveSequence = "\e[?7h\e[?25h\e[?1049l";

    static readonly TimeSpan Pause = TimeSpan.FromSeconds(0.1);
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    readonly Lock drawing = new();
    readonly StreamOutput output;
    readonly WatchedTopics topics;
    readonly Messages messages;
    readonly Ending ending;
    readonly ITerminalKeys? keys;
    readonly PosixSignalRegistration[] registrations;
    readonly TimeProvider time;
    readonly CancellationTokenSource disposing = new();
    readonly Task redrawing;
    volatile bool hasNews = true;
    WatchView view = new();
    TerminalSize drawn;
    string? lastSaid;
    int matching;
    bool hasLeft;
    volatile bool isStuck;

    /// <param name="output">The terminal.</param>
    /// <param name="topics">What has come, and what comes.</param>
    /// <param name="context">The terminal's keys, and what the program says.</param>
    /// <param name="ending">Ends when the key for that is pressed, or when the screen cannot be drawn on.</param>
    /// <param name="time">The clock.</param>
    public WatchScreen(
        StreamOutput output, WatchedTopics topics, RunContext context, Ending ending, TimeProvider time)
    {
        (this.output, this.topics, messages, this.ending, this.time) =
            (output, topics, context.Messages, ending, time);
        // A second Ctrl-C ends the program where it stands.
        AppDomain.CurrentDomain.ProcessExit += OnExit;
        registrations = OperatingSystem.IsWindows() ? [] :
        [
            PosixSignalRegistration.Create(PosixSignal.SIGTSTP, Suspend),
            PosixSignalRegistration.Create(PosixSignal.SIGQUIT, _ => LeaveScreen()),
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, _ => LeaveScreen()),
        ];
        keys = context.Terminal.Keys();
        Write(EnterSequence);
        redrawing = RedrawAsync();
    }

    public bool Completes => true;

    public void Add(in ReceivedMessage message)
    {
        topics.Add(message);
        hasNews = true;
    }

    public void Flush()
    {
        // A message that is in the table has been dealt with; the screen follows.
    }

    /// <summary>
    /// The table is gone with the screen; what it came to stays. A terminal that takes nothing (Ctrl-S) is waited for:
    /// what comes next is written to it too.
    /// </summary>
    public void Complete()
    {
        CloseAsync().GetAwaiter().GetResult();
        messages.Note(topics.Summary.ToString());
    }

    public void Dispose()
    {
        if (Wait(CloseAsync()))
        {
            disposing.Dispose();
        }

        keys?.Dispose();
        AppDomain.CurrentDomain.ProcessExit -= OnExit;
        foreach (var registration in registrations)
        {
            registration.Dispose();
        }
    }

    Task CloseAsync()
    {
        disposing.Cancel();
        return Task.WhenAll(redrawing, Task.Run(Leave));
    }

    void OnExit(object? sender, EventArgs e) => LeaveScreen();

    void LeaveScreen() => Wait(Task.Run(Leave));

    /// <summary>
    /// False when the terminal takes nothing. After that it is waited for no more. One that is gone is no failure here:
    /// there is no screen to give back.
    /// </summary>
    bool Wait(Task task)
    {
        isStuck = Task.WaitAny([task], isStuck ? TimeSpan.Zero : Patience) < 0;
        return !isStuck;
    }

    void Leave()
    {
        keys?.Release();
        lock (drawing)
        {
            if (!hasLeft)
            {
                hasLeft = true;
                Write(LeaveSequence);
            }
        }
    }

    /// <summary>Ctrl-Z: the shell gets its own screen, and we ours when it lets us go on.</summary>
    void Suspend(PosixSignalContext context)
    {
        context.Cancel = true;
        LeaveScreen();
        Suspension.Begin();
        lock (drawing)
        {
            if (hasLeft && !disposing.IsCancellationRequested)
            {
                hasLeft = false;
                keys?.Take();
                Write(EnterSequence);
                hasNews = true;
            }
        }
    }

    async Task RedrawAsync()
    {
        try
        {
            var (drawnAt, cost) = (0L, TimeSpan.Zero);
            while (!disposing.IsCancellationRequested)
            {
                Obey(keys?.Read() ?? []);
                // Once a second for the ages.
                if (hasNews || messages.Last != lastSaid || TerminalSize.Now() != drawn
                    || time.GetElapsedTime(drawnAt) >= TimeSpan.FromSeconds(1))
                {
                    drawnAt = time.GetTimestamp();
                    Draw();
                    cost = time.GetElapsedTime(drawnAt);
                }

                // Many topics take long to sort: no more than a tenth of the time is for the screen.
                await Task.Delay(cost * 9 > Pause ? cost * 9 : Pause, time, disposing.Token)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        catch (Exception e)
        {
            ending.Fail(e);
        }
    }

    void Obey(IReadOnlyList<ConsoleKeyInfo> pressed)
    {
        foreach (var key in pressed)
        {
            if (key.KeyChar == 'q' && !view.IsTyping)
            {
                ending.End(ExitCode.Done);
            }

            view = view.Press(key, Frame.Rows(TerminalSize.Now().Lines), matching);
            hasNews = true;
        }
    }

    void Draw()
    {
        hasNews = false;
        lastSaid = messages.Last;
        var size = TerminalSize.Now();
        var frame = Frame.Render(size.Columns, size.Lines, time, out matching);
        // A terminal of another size has wrapped or cut what stood there, each in its own way.
        var before = size == drawn ? "" : ClearSequence;
        drawn = size;
        lock (drawing)
        {
            if (!hasLeft)
            {
                Write(before + frame);
            }
        }
    }

    WatchFrame Frame => new(topics, view, lastSaid, keys is not null);

    void Write(string text)
    {
        Encoding.UTF8.GetBytes(text, output);
        output.Flush();
    }
}
