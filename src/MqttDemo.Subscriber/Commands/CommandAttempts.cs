using MqttDemo.Client.Session;
using MqttDemo.CommandLine;
using MqttDemo.CommandLine.Streams;
using MqttDemo.Config;

namespace MqttDemo.Subscriber.Commands;

/// <summary>Runs the command for a message, and again where it fails and that is wanted.</summary>
/// <param name="settings">The command.</param>
/// <param name="messages">Where failures are reported.</param>
/// <param name="ending">Is notified of a failure that ends the run; at its end there is no other attempt.</param>
/// <param name="sessionEnded">Nor after this: the message could not be acknowledged any more.</param>
/// <param name="time">The clock.</param>
sealed class CommandAttempts(
    CommandSettings settings, Messages messages, Ending ending, Task sessionEnded, TimeProvider time)
{
    readonly CommandRun command = new(settings, time);

    /// <summary>
    /// A failure is no news any more. What is tried until it succeeds is tried as long as anything is dealt with.
    /// </summary>
    bool IsOver => (settings.OnError == OnError.Retry ? ending.Stopped : ending.Token).IsCancellationRequested;

    /// <param name="message">The message.</param>
    /// <param name="answer">Takes what the command has written; false when it could not be used.</param>
    public async Task<CommandOutcome> RunAsync(ReceivedMessage message, Func<ReadOnlyMemory<byte>, Task<bool>> answer)
    {
        for (var failures = 1; ; failures++)
        {
            var result = await command.RunAsync(message);
            using var memory = result.Memory;
            if (result.Failure is not { } reason)
            {
                return await answer(result.Output) ? CommandOutcome.Done : CommandOutcome.Open;
            }

            var sentence = $"the command for a message on {message.Topic} {reason}";
            if (IsOver || sessionEnded.IsCompleted)
            {
                // Ctrl-C goes to the command as well as to us; and what the session has not got any more cannot be
                // acknowledged to it.
                messages.Warning($"{sentence}; the message is not acknowledged");
                return CommandOutcome.Open;
            }

            switch (settings.OnError)
            {
                case OnError.Skip:
                    messages.Warning($"{sentence}: skipped");
                    return CommandOutcome.Skipped;
                case OnError.Stop:
                    ending.Fail(new MqttDemoException(
                        FailureKind.CommandFailed, $"{sentence}; the message is not acknowledged",
                        "--on-error retry or skip goes on; with -q 1 -c -i the broker keeps the message"));
                    return CommandOutcome.Open;
                case OnError.Retry:
                    if (!await WaitAsync(sentence, Backoff.Delay(failures, 0.5 + (Random.Shared.NextDouble() / 2))))
                    {
                        return CommandOutcome.Open;
                    }

                    break;
            }
        }
    }

    /// <summary>False when there is no time left for another attempt.</summary>
    async Task<bool> WaitAsync(string sentence, TimeSpan delay)
    {
        messages.Warning(
            string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"{sentence}; trying again in {delay.TotalSeconds:0.0} s"));
        await Task.WhenAny(Task.Delay(delay, time, ending.Stopped), sessionEnded);
        return !ending.Stopped.IsCancellationRequested && !sessionEnded.IsCompleted;
    }
}

/// <summary>What has become of a message.</summary>
enum CommandOutcome
{
    /// <summary>It has been dealt with.</summary>
    Done,

    /// <summary>Its command has failed, and it is not to come again.</summary>
    Skipped,

    /// <summary>It stays the broker's.</summary>
    Open,
}
