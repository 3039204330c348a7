using System.ComponentModel;
using System.Diagnostics;
using MqttDemo.Client.Session;

namespace MqttDemo.Subscriber.Commands;

/// <summary>
/// Runs the command for one message: the payload is its stdin, the properties are in its environment, its stderr is
/// ours.
/// </summary>
sealed class CommandRun(CommandSettings settings, TimeProvider time)
{
    /// <summary>
    /// How long after its end there may still be something to read of what it has written. What it leaves running can
    /// hold the pipe open forever.
    /// </summary>
    static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    readonly OutputMemory memory = new();

    /// <summary>How it ended.</summary>
    /// <param name="Failure">What went wrong, as the end of a sentence; null when all is well.</param>
    /// <param name="Output">What it wrote, if that is to be the answer.</param>
    /// <param name="Memory">To be disposed when that is not needed any more.</param>
    public readonly record struct Result(
        string? Failure, ReadOnlyMemory<byte> Output = default, IDisposable? Memory = null);

    static CommandRun() => CommandSignals.GiveCommandsPipeSignal();

    public async Task<Result> RunAsync(ReceivedMessage message)
    {
        using var process = new Process { StartInfo = StartInfo(message) };
        try
        {
            process.Start();
        }
        catch (Win32Exception e)
        {
            // It was there when we began; or the properties are more than an environment can hold.
            return new($"could not be started: {e.Message}");
        }

        // Not waited for: a command need not read its input, and what it leaves behind may hold the pipe open.
        _ = WriteAsync(process.StandardInput.BaseStream, message.Payload);
        var written = settings.Replies ? new CommandOutput(process.StandardOutput.BaseStream, memory.Open()) : null;
        await process.WaitForExitAsync();
        var output = written is null ? default : await written.TakeAsync(Grace, time);
        if (Failure(process.ExitCode, written) is { } failure)
        {
            written?.Dispose();
            return new(failure);
        }

        return new(null, WithoutLineEnd(output), written);
    }

    // Nobody read the rest of what was too long, which the command may have taken for an error.
    static string? Failure(int exitCode, CommandOutput? written) =>
        written is { IsTooLong: true } ? "wrote more than a message can carry"
        : exitCode == 0 ? null : $"ended with exit code {exitCode}";

    /// <summary>
    /// Programs end what they write with a line end, which is no part of an answer; $(...) of a shell drops it, too.
    /// </summary>
    static ReadOnlyMemory<byte> WithoutLineEnd(ReadOnlyMemory<byte> output) =>
        output.Span is [.., (byte)'\n'] ? output[..^1] : output;

    ProcessStartInfo StartInfo(in ReceivedMessage message)
    {
        var start = settings.Invocation.StartInfo();
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = settings.Replies;
        CommandEnvironment.Fill(start.Environment, message, settings.KeyLogFile);
        return start;
    }

    static async Task WriteAsync(Stream input, ReadOnlyMemory<byte> payload)
    {
        try
        {
            await using (input)
            {
                await input.WriteAsync(payload);
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // It has ended, or does not want more: its exit code is what counts.
        }
    }
}
