using MqttDemo.Config;

namespace MqttDemo.Client.Session;

/// <summary>A broker to connect to, and what is known about it. Times are those of the <see cref="Ring"/>.</summary>
/// <param name="destination">Where it is.</param>
/// <param name="settings">How to connect.</param>
/// <param name="mostClosed">See <see cref="ConnectionHistory"/>.</param>
sealed class RingMember(Destination destination, ConnectionSettings settings, int mostClosed)
{
    /// <summary>One that has refused for good is asked again after this, while others may still come back.</summary>
    static readonly TimeSpan RefusalLasts = TimeSpan.FromSeconds(60);

    int failures;
    int silences;
    TimeSpan took;

    public Destination Destination { get; } = destination;

    /// <summary>As it is shown.</summary>
    public BrokerAddress Shown { get; set; } = destination.Target;

    /// <summary>Which version of MQTT it speaks.</summary>
    public VersionAgreement Versions { get; } = new(settings.ProtocolVersion);

    /// <summary>What the connections to it tell.</summary>
    public ConnectionHistory History { get; } = new(settings.ClientId, mostClosed);

    /// <summary>It is not to be tried before this.</summary>
    public TimeSpan NotBefore { get; private set; }

    /// <summary>Why it cannot be reached, or refuses us; null is nothing.</summary>
    public MqttDemoException? Reason { get; private set; }

    /// <summary>When <see cref="Reason"/> came about, beside those of the others.</summary>
    public int ReasonNumber { get; private set; }

    /// <summary>At the last attempt nothing listened there.</summary>
    public bool WasNobodyThere { get; private set; }

    /// <summary>It has refused for good.</summary>
    public bool HasRefused { get; private set; }

    /// <summary>It has had its chance for the first connection.</summary>
    public bool IsSpent { get; private set; }

    /// <summary>
    /// How long it may be silent where others wait to be tried: twice as long after each silence, so that a slow one is
    /// reached too.
    /// </summary>
    /// <param name="first">How long the first silence may be.</param>
    public TimeSpan Patience(TimeSpan first)
    {
        var patience = (took * 2 > first ? took * 2 : first) * (1L << Math.Min(silences, 16));
        var isNearlyAll = silences > 0 && patience > settings.ConnectTimeout / 2;
        return isNearlyAll || patience > settings.ConnectTimeout ? settings.ConnectTimeout : patience;
    }

    /// <summary>An attempt has failed.</summary>
    public void OnFailed(ConnectFailure failure, int number, TimeSpan now, double chance)
    {
        failures++;
        History.OnConnectFailed(failure.IsNobodyThere);
        WasNobodyThere = failure.IsNobodyThere;
        NotBefore = now
            + Backoff.Delay(failures, chance, settings.ReconnectDelay ?? ConnectionSettings.DefaultReconnectDelay);
        IsSpent = failure.Silence is null || failure.Silence >= settings.ConnectTimeout;
        silences += failure.Silence is null ? 0 : 1;
        Keep(failure.Error, failure.IsFinal, number, now);
    }

    /// <summary>A connection is established.</summary>
    /// <param name="took">How long that took.</param>
    public void OnConnected(TimeSpan took)
    {
        (failures, silences, this.took) = (0, 0, took);
        (HasRefused, WasNobodyThere) = (false, false);
    }

    /// <summary>A connection to it has ended.</summary>
    /// <returns>What its end means for the others; null is nothing.</returns>
    public Verdict? OnEnded(EndedConnection ended, int number, TimeSpan now, double chance)
    {
        var verdict = History.OnEnd(ended);
        NotBefore = now + History.NextDelay(chance);
        if (verdict is not null)
        {
            Keep(verdict.Error, isFinal: true, number, now);
        }

        return verdict;
    }

    /// <summary>Its refusal does not count any more: another broker has accepted us, or redirects us here.</summary>
    public void Forgive() => (HasRefused, IsSpent) = (false, false);

    void Keep(MqttDemoException reason, bool isFinal, int number, TimeSpan now)
    {
        (Reason, ReasonNumber, HasRefused) = (reason, number, isFinal);
        NotBefore = isFinal ? now + RefusalLasts : NotBefore;
    }
}
