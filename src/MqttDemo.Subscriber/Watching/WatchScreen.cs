using System.Runtime.InteropServices;
using System.Text;
using MqttDemo.Client.Session;
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
    const string Enter = "\e[?1049h\e[?25l\e[?7l\e[2J";
    const string Leave = "\e[?7h\e[?25h\e[?1049l";

    static readonly TimeSpan Pause = TimeSpan.FromSeconds(0.1);

    readonly Lock gate = new();
    readonly Lock drawing = new();
    readonly StreamOutput output;
    readonly Func<string?> said;
    readonly Action<Exception> fail;
    readonly PosixSignalRegistration[] registrations;
    readonly TimeProvider time;
    readonly WatchedTopics topics;
    readonly CancellationTokenSource disposing = new();
    readonly Task redrawing;
    bool hasNews = true;
    string? lastSaid;
    bool hasLeft;

    /// <param name="output">The terminal.</param>
    /// <param name="said">What the program has said last.</param>
    /// <param name="fail">Is told why it cannot be drawn on.</param>
    /// <param name="time">The clock.</param>
    public WatchScreen(StreamOutput output, Func<string?> said, Action<Exception> fail, TimeProvider time)
    {
        (this.output, this.said, this.fail, this.time) = (output, said, fail, time);
        topics = new WatchedTopics(time);
        // A second Ctrl-C ends the program where it stands.
        AppDomain.CurrentDomain.ProcessExit += OnExit;
        registrations = OperatingSystem.IsWindows() ? [] :
        [
            PosixSignalRegistration.Create(PosixSignal.SIGTSTP, Suspend),
            PosixSignalRegistration.Create(PosixSignal.SIGQUIT, _ => LeaveScreen()),
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, _ => LeaveScreen()),
        ];
        Write(Enter);
        redrawing = RedrawAsync();
    }

    public void Add(in ReceivedMessage message)
    {
        lock (gate)
        {
            topics.Add(message);
            hasNews = true;
        }
    }

    public void Flush()
    {
        // A message that is in the table has been dealt with; the screen follows.
    }

    public void Dispose()
    {
        disposing.Cancel();
        redrawing.GetAwaiter().GetResult();
        disposing.Dispose();
        AppDomain.CurrentDomain.ProcessExit -= OnExit;
        foreach (var registration in registrations)
        {
            registration.Dispose();
        }

        LeaveScreen();
    }

    void OnExit(object? sender, EventArgs e) => LeaveScreen();

    void LeaveScreen()
    {
        lock (drawing)
        {
            if (!hasLeft)
            {
                hasLeft = true;
                Write(Leave);
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
            if (hasLeft)
            {
                hasLeft = false;
                Write(Enter);
            }
        }
    }

    async Task RedrawAsync()
    {
        try
        {
            var drawnAt = 0L;
            while (!disposing.IsCancellationRequested)
            {
                // Once a second for the ages, and for a screen of another size.
                if (hasNews || said() != lastSaid || time.GetElapsedTime(drawnAt) >= TimeSpan.FromSeconds(1))
                {
                    drawnAt = time.GetTimestamp();
                    Draw();
                }

                await Task.Delay(Pause, time, disposing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        catch (Exception e)
        {
            fail(e);
        }
    }

    void Draw()
    {
        string frame;
        lock (gate)
        {
            hasNews = false;
            lastSaid = said();
            frame = WatchFrame.Render(
                topics, lastSaid, OrUsual(Console.WindowWidth, 80), OrUsual(Console.WindowHeight, 24), time);
        }

        lock (drawing)
        {
            if (!hasLeft)
            {
                Write(frame);
            }
        }
    }

    /// <summary>A serial line does not tell its size.</summary>
    static int OrUsual(int size, int usual) => size > 0 ? size : usual;

    void Write(string text)
    {
        Encoding.UTF8.GetBytes(text, output);
        output.Flush();
    }
}
