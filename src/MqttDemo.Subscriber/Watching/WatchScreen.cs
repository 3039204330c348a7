using System.Text;
using MqttDemo.Client.Session;
using MqttDemo.CommandLine;
using MqttDemo.Subscriber.Handling;

namespace MqttDemo.Subscriber.Watching;

/// <summary>--watch: the table on the terminal's alternate screen, drawn again when something has come, at most ten times in a second.</summary>
sealed class WatchScreen : IMessageSink
{
    /// <summary>The alternate screen, without a cursor and without wrapping of lines.</summary>
    const string Enter = "\e[?1049h\e[?25l\e[?7l\e[2J";
    const string Leave = "\e[?7h\e[?25h\e[?1049l";

    static readonly TimeSpan Pause = TimeSpan.FromSeconds(0.1);

    readonly Lock gate = new();
    readonly Lock drawing = new();
    readonly StreamOutput output;
    readonly Action<Exception> fail;
    readonly TimeProvider time;
    readonly WatchedTopics topics;
    readonly CancellationTokenSource disposing = new();
    readonly Task redrawing;
    bool hasNews = true;
    bool hasLeft;

    /// <param name="output">The terminal.</param>
    /// <param name="fail">Is told why it cannot be drawn on.</param>
    /// <param name="time">The clock.</param>
    public WatchScreen(StreamOutput output, Action<Exception> fail, TimeProvider time)
    {
        (this.output, this.fail, this.time) = (output, fail, time);
        topics = new WatchedTopics(time);
        // A second Ctrl-C ends the program where it stands.
        AppDomain.CurrentDomain.ProcessExit += OnExit;
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

    async Task RedrawAsync()
    {
        try
        {
            var drawnAt = 0L;
            while (!disposing.IsCancellationRequested)
            {
                // Once a second for the ages, and for a screen of another size.
                if (hasNews || time.GetElapsedTime(drawnAt) >= TimeSpan.FromSeconds(1))
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
            frame = WatchFrame.Render(topics, Console.WindowWidth, Console.WindowHeight, time);
        }

        lock (drawing)
        {
            if (!hasLeft)
            {
                Write(frame);
            }
        }
    }

    void Write(string text)
    {
        Encoding.UTF8.GetBytes(text, output);
        output.Flush();
    }
}
