using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace MqttDemo.TestKit.Processes;

/// <summary>
/// One run of the real publisher, subscriber or any other program, with both ends of its pipes in the test's hands.
/// </summary>
sealed class App : IAsyncDisposable
{
    /// <summary>How long anything in a test may take before the test has failed.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    readonly Process process;
    readonly MemoryStream output = new();
    readonly Tally tally = new();
    readonly StringBuilder error = new();
    readonly Task reading;

    App(
        string program, IEnumerable<string> args, bool readsOutput, IReadOnlyDictionary<string,
        string>? environment = null, string? folder = null)
    {
        var start = new ProcessStartInfo(program, args)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardErrorEncoding = new UTF8Encoding(false),
            WorkingDirectory = folder,
        };
        foreach (var name in start.Environment.Keys.Where(IsOfTheMachine).ToArray())
        {
            start.Environment.Remove(name);
        }

        // No config file of the machine's user.
        start.Environment["XDG_CONFIG_HOME"] = "/nonexistent";
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        process = Process.Start(start)!;
        reading = Task.WhenAll(readsOutput ? ReadOutputAsync() : Task.CompletedTask, ReadErrorAsync());
    }

    public int Id => process.Id;

    /// <summary>What the program reads.</summary>
    public Stream Input => process.StandardInput.BaseStream;

    /// <summary>What it writes, when the test reads it itself.</summary>
    public Stream Output => process.StandardOutput.BaseStream;

    public string Error
    {
        get
        {
            lock (error)
            {
                return error.ToString();
            }
        }
    }

    /// <summary>How many different numbers it has written so far, each on a line.</summary>
    public int DistinctSoFar => tally.Distinct;

    /// <summary>The highest of them.</summary>
    public int HighestSoFar => tally.Highest;

    /// <summary>What its threads are for, as Linux shows it; nothing when one of them is just ending.</summary>
    public HashSet<string> ThreadNames
    {
        get
        {
            try
            {
                return [
                    .. Directory.GetDirectories($"/proc/{Id}/task").Select(
                        task => File.ReadAllText($"{task}/comm").Trim())];
            }
            catch (IOException)
            {
                return [];
            }
        }
    }

    public byte[] OutputSoFar
    {
        get
        {
            lock (output)
            {
                return output.ToArray();
            }
        }
    }

    public bool HasExited => process.HasExited;

    /// <summary>The most memory it has used so far, in megabytes.</summary>
    public double PeakMegabytes =>
        TryPeakMegabytes() ?? throw new InvalidOperationException($"{process.StartInfo.FileName} has ended.");

    /// <summary>The same, or null when it has ended.</summary>
    public double? TryPeakMegabytes() => PeakMegabytesOf(process.Id);

    /// <summary>What it has taken so far, of all processors.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    /// <summary>The memory it has now, in megabytes.</summary>
    public double ResidentMegabytes => MegabytesOf(process.Id, "VmRSS:")
        ?? throw new InvalidOperationException($"{process.StartInfo.FileName} has ended.");

    /// <summary>The most memory that a process has used so far; null when there is no such process.</summary>
    public static double? PeakMegabytesOf(int processId) => MegabytesOf(processId, "VmHWM:");

    static double? MegabytesOf(int processId, string name)
    {
        try
        {
            var line = File.ReadLines($"/proc/{processId}/status").FirstOrDefault(
                line => line.StartsWith(name, StringComparison.Ordinal));
            return line is null
                ? null
                : double.Parse(
                    line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[^2],
                    CultureInfo.InvariantCulture) / 1024;
        }
        catch (IOException)
        {
            return null;
        }
    }

    public static App Publisher(params IEnumerable<string> args) => new(Executables.Publisher, args, readsOutput: true);

    public static App Subscriber(params IEnumerable<string> args) =>
        new(Executables.Subscriber, args, readsOutput: true);

    /// <summary>
    /// One whose session is kept for as long as any test takes, so that the next connection, or the next run, goes on
    /// with it.
    /// </summary>
    public static string[] Kept(string id) => ["-i", id, "-c", "-x", "600"];

    public static App Start(
        string program,
        IEnumerable<string> args,
        bool readsOutput = true,
        IReadOnlyDictionary<string, string>? environment = null,
        string? folder = null) =>
        new(program, args, readsOutput, environment, folder);

    /// <summary>Runs a publisher from start to end.</summary>
    public static async Task<AppResult> PublishAsync(
        IEnumerable<string> args, byte[]? input = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        await using var app = Start(Executables.Publisher, args, environment: environment);
        return await app.FinishAsync(input);
    }

    /// <summary>Runs a subscriber from start to end.</summary>
    public static async Task<AppResult> SubscribeAsync(params IEnumerable<string> args)
    {
        await using var app = Subscriber(args);
        return await app.FinishAsync();
    }

    /// <summary>Starts a subscriber and waits until its subscription stands.</summary>
    public static async Task<App> SubscribedAsync(params IEnumerable<string> args)
    {
        var app = Subscriber(args);
        try
        {
            await app.UntilErrorContainsAsync("Subscribed to");
            return app;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    /// <summary>Gives the program a part of its input.</summary>
    public async Task TypeAsync(ReadOnlyMemory<byte> input)
    {
        await Input.WriteAsync(input, TestContext.Current.CancellationToken);
        await Input.FlushAsync(TestContext.Current.CancellationToken);
    }

    public Task TypeAsync(string input) => TypeAsync(Encoding.UTF8.GetBytes(input));

    /// <summary>Gives the program its input and waits for its end.</summary>
    public async Task<AppResult> FinishAsync(byte[]? input = null)
    {
        try
        {
            await Input.WriteAsync(input ?? []);
            Input.Close();
        }
        catch (IOException)
        {
            // The program ended without reading its input, as it does on an error; its exit code is what counts.
        }

        return await ExitAsync();
    }

    public Task<AppResult> ExitAsync() => ExitAsync(Patience);

    public async Task<AppResult> ExitAsync(TimeSpan patience)
    {
        using var timeout = new CancellationTokenSource(patience);
        try
        {
            await process.WaitForExitAsync(timeout.Token);
            await reading.WaitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail(
                $"{process.StartInfo.FileName} has not ended within {patience.TotalSeconds} s; it said: {Error}");
        }

        return new AppResult(process.ExitCode, OutputSoFar, Error);
    }

    public Task UntilErrorContainsAsync(string text) => Until.TrueAsync(
        () => Error.Contains(text, StringComparison.Ordinal) || (HasExited && reading.IsCompleted && Missing(text)),
        $"'{text}' on stderr");

    /// <summary>Waits until it has written so many different numbers.</summary>
    /// <param name="count">How many.</param>
    /// <param name="circumstances">What else may tell why they have not come.</param>
    public Task UntilDistinctAsync(int count, Func<string>? circumstances = null) => Until.TrueAsync(
        () =>
            DistinctSoFar >= count, () =>
                $"{count} numbers; {DistinctSoFar} have come, {HighestSoFar} the highest. It said: "
                + $"{Error}{circumstances?.Invoke()}");

    public void Signal(string name) => Signals.Send(process.Id, name);

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }

        await process.WaitForExitAsync();
        process.Dispose();
    }

    /// <summary>A variable of the machine's user, which must not reach the programs.</summary>
    public static bool IsOfTheMachine(string name) =>
        name.StartsWith("MQTT_", StringComparison.Ordinal)
            || name.EndsWith("_PROXY", StringComparison.OrdinalIgnoreCase)
            || name == "SSLKEYLOGFILE";

    bool Missing(string text)
    {
        Assert.Fail(
            $"{process.StartInfo.FileName} ended with {process.ExitCode} without saying '{text}'; it said: {Error}");
        return false;
    }

    async Task ReadOutputAsync()
    {
        var block = new byte[64 * 1024];
        for (var count = await Output.ReadAsync(block); count > 0; count = await Output.ReadAsync(block))
        {
            lock (output)
            {
                output.Write(block, 0, count);
                tally.Add(block.AsSpan(0, count));
            }
        }
    }

    async Task ReadErrorAsync()
    {
        while (await process.StandardError.ReadLineAsync() is { } line)
        {
            lock (error)
            {
                error.Append(line).Append('\n');
            }
        }
    }
}
