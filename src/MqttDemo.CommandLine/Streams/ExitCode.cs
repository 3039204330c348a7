using MqttDemo.Config;

namespace MqttDemo.CommandLine.Streams;

/// <summary>What a process ends with. The numbers are part of the interface: scripts depend on them.</summary>
public enum ExitCode
{
    /// <summary>Everything that was asked for is done.</summary>
    Done = 0,

    /// <summary>A failure that was not foreseen: a bug.</summary>
    Unforeseen = 1,

    /// <summary>The options or config.json are invalid.</summary>
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

    /// <summary>The connection was lost for good, or with messages at QoS 0 on it that may not have arrived.</summary>
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
    /// <summary>All of them, as the manual tells them. docs/reference.md has the same words.</summary>
    public static IReadOnlyList<(string Code, string Meaning)> Meanings { get; } =
    [
        ("0", "done; help and version; a subscriber that was interrupted or whose reader went away"),
        ("1", "an unexpected failure: a bug"),
        ("2", "invalid options or config.json"),
        ("3", "the broker cannot be reached"),
        ("4", "the broker refused the connection"),
        (
            "5",
            "a publish was refused or could not be sent; a subscription was denied; a lower QoS was granted, or taken, "
            + "without --allow-downgrade"),
        ("6", "the connection was lost for good, or with messages at QoS 0 that may not have arrived"),
        (
            "7",
            "an input could not be read or an output could not be written; the system is out of memory or threads"),
        ("8", "a command of --exec failed; its message stays with the broker"),
        ("27", "the time of -W or --idle ran out"),
        ("129", "a publisher got SIGHUP, as when its terminal is closed; otherwise like the next"),
        (
            "130, 143",
            "a publisher was interrupted (SIGINT, SIGTERM) before its input was done or before all was acknowledged: "
            + "it drained what was in flight and said how much was acknowledged; either was interrupted twice, and "
            + "gave up what it was waiting for"),
    ];

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
