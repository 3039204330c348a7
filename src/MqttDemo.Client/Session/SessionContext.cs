using MqttDemo.Config;

namespace MqttDemo.Client.Session;

/// <summary>What all that works on one session needs.</summary>
/// <param name="Settings">How to connect.</param>
/// <param name="Gate">Guards the state.</param>
/// <param name="State">What the session has.</param>
/// <param name="Reports">Tells the observer what happens.</param>
/// <param name="Goodbye">Leaves a broker.</param>
/// <param name="Connector">Makes connections.</param>
/// <param name="Observer">Is notified of what happens.</param>
/// <param name="Time">The clock.</param>
/// <param name="Closing">The program is done with the session.</param>
/// <param name="Aborting">It does not even wait for the broker any more.</param>
sealed record SessionContext(
    ConnectionSettings Settings,
    SessionGate Gate,
    SessionState State,
    SessionReports Reports,
    Goodbye Goodbye,
    Connector Connector,
    ISessionObserver Observer,
    TimeProvider Time,
    CancellationToken Closing,
    CancellationToken Aborting)
{
    /// <summary>The one that stands; null is none. Without the gate: it may have ended meanwhile.</summary>
    public Connection? Connection
    {
        get
        {
            using (Gate.Enter())
            {
                return State.Connection;
            }
        }
    }

    /// <summary>The program is done. Without the gate.</summary>
    public Connection? Close()
    {
        using (Gate.Enter())
        {
            return State.Close();
        }
    }

    /// <summary>Nothing more happens in it. Without the gate.</summary>
    public bool HasEnded
    {
        get
        {
            using (Gate.Enter())
            {
                return State.HasEnded;
            }
        }
    }

    /// <summary>The broker's wish comes before ours (MQTT 5, section 3.2.2.3.14); null is no keep-alive.</summary>
    public TimeSpan? KeepAlivePeriod(Connection connection) =>
        (connection.Limits.ServerKeepAlive ?? Settings.KeepAlive) switch
        {
            0 => null,
            var seconds => TimeSpan.FromSeconds(seconds),
        };

    /// <summary>Sends what has gathered, and tells what was refused meanwhile.</summary>
    public void Flush()
    {
        Connection?.Flush();
        Reports.TellRefusals();
    }
}
