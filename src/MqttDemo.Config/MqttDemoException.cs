namespace MqttDemo.Config;

/// <summary>
/// A failure we foresaw, told in a sentence the user can act on and shown without a stack trace.
/// Anything else that is thrown is a bug and keeps its trace.
/// </summary>
/// <param name="exitCode">What the process ends with.</param>
/// <param name="message">One sentence that a stranger understands, without a full stop.</param>
/// <param name="hint">What to do about it, where there is something to do.</param>
/// <param name="cause">The exception underneath, for --debug.</param>
public sealed class MqttDemoException(ExitCode exitCode, string message, string? hint = null, Exception? cause = null)
    : Exception(message, cause)
{
    /// <summary>What the process ends with.</summary>
    public ExitCode ExitCode { get; } = exitCode;

    /// <summary>What to do about it, or null.</summary>
    public string? Hint { get; } = hint;

    /// <summary>The command line or a setting makes no sense (exit code 2).</summary>
    /// <param name="message">One sentence that a stranger understands, without a full stop.</param>
    /// <param name="hint">What to do about it, where there is something to do.</param>
    /// <param name="cause">The exception underneath, for --debug.</param>
    public static MqttDemoException Usage(string message, string? hint = null, Exception? cause = null) => new(ExitCode.Usage, message, hint, cause);
}
