using MqttDemo.Config;

namespace MqttDemo.CommandLine.Streams;

/// <summary>What a process ends with. The numbers are part of the interface: scripts depend on them.</summary>
public enum ExitCode
{
    /// <summary>Everything that was asked for is done.</summary>
    Done = 0,

    /// <summary>A failure nobody foresaw: a bug.</summary>
    Unforeseen = 1,

    /// <summary>The flags or config.json make no sense.</summary>
    Usage = 2,

    /// <summary>
    /// The broker cannot be reached: its name, a refused connection, TLS, a time-out, or not an MQTT broker at all.
    /// </summary>
    Unreachable = 3,

    /// <summary>The broker answered and refused the connection.</summary>
    Refused = 4,

    /// <summary>
    /// A publish was refused or could not be sent, or a subscription was denied or granted at a lower QoS.
    /// </summary>
    Denied = 5,

    /// <summary>The connection was lost for good, or with messages at QoS 0 on it that nobody can vouch for.</summary>
    ConnectionLost = 6,

    /// <summary>
    /// An input could not be read or an output could not be written; the system gives no memory or threads.
    /// </summary>
    InputOutput = 7,

    /// <summary>A command of --exec failed, and --on-error is stop.</summary>
    CommandFailed = 8,

    /// <summary>The time given with -W or --idle ran out (mosquitto's number).</summary>
    TimedOut = 27,

    /// <summary>A publisher's terminal was closed (SIGHUP) before its input was done.</summary>
    HungUp = 129,

    /// <summary>A publisher was interrupted (SIGINT) before its input was done.</summary>
    Interrupted = 130,

    /// <summary>A publisher was terminated (SIGTERM) before its input was done.</summary>
    Terminated = 143,
}

/// <summary>From a failure to what the process ends with.</summary>
public static class ExitCodes
{
    public static ExitCode ToExitCode(this FailureKind kind) => kind switch
    {
        FailureKind.Usage => ExitCode.Usage,
        FailureKind.Unreachable => ExitCode.Unreachable,
        FailureKind.Refused => ExitCode.Refused,
        FailureKind.Denied => ExitCode.Denied,
        FailureKind.ConnectionLost => ExitCode.ConnectionLost,
        FailureKind.InputOutput => ExitCode.InputOutput,
        FailureKind.CommandFailed => ExitCode.CommandFailed,
        _ => ExitCode.Unforeseen,
    };
}
