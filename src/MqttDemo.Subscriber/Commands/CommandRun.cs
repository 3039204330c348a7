using System.Buffers;
using System.ComponentModel;
using System.Diagnostics;
using MqttDemo.Client.Session;

namespace MqttDemo.Subscriber.Commands;

/// <summary>Runs the command for one message: the payload is its stdin, the properties are in its environment, its stderr is ours.</summary>
sealed class CommandRun(CommandSettings settings)
{
    /// <summary>How it ended.</summary>
    /// <param name="Failure">What went wrong, as the end of a sentence; null when all is well.</param>
    /// <param name="Output">What it wrote, if that is to be the answer.</param>
    public readonly record struct Result(string? Failure, ReadOnlyMemory<byte> Output);

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
            return new($"could not be started: {e.Message}", default);
        }

        // Not waited for: a command need not read its input, and what it leaves behind may hold the pipe open.
        _ = WriteAsync(process.StandardInput.BaseStream, message.Payload);
        var output = settings.Replies ? await ReadAsync(process.StandardOutput.BaseStream) : null;
        await process.WaitForExitAsync();
        return process.ExitCode switch
        {
            0 when output is { Length: > OutgoingMessage.LongestPayload } => new("wrote more than a message can carry", default),
            0 => new(null, output is null ? default : output.GetBuffer().AsMemory(0, (int)output.Length)),
            var code => new($"ended with exit code {code}", default),
        };
    }

    ProcessStartInfo StartInfo(in ReceivedMessage message)
    {
        var start = new ProcessStartInfo(settings.Program, settings.Arguments) { RedirectStandardInput = true, RedirectStandardOutput = settings.Replies };
        CommandEnvironment.Fill(start.Environment, message);
        return start;
    }

    static async Task WriteAsync(Stream input, ReadOnlySequence<byte> payload)
    {
        try
        {
            await using (input)
            {
                foreach (var part in payload)
                {
                    await input.WriteAsync(part);
                }
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // It has ended, or does not want more: its exit code is what counts.
        }
    }

    /// <summary>Reads to the end, and keeps no more than a little beyond what a message can carry.</summary>
    static async Task<MemoryStream> ReadAsync(Stream output)
    {
        await using var closing = output;
        var kept = new MemoryStream();
        var block = new byte[16 * 1024];
        for (var count = await output.ReadAsync(block); count > 0; count = await output.ReadAsync(block))
        {
            if (kept.Length <= OutgoingMessage.LongestPayload)
            {
                kept.Write(block, 0, count);
            }
        }

        return kept;
    }
}
