namespace MqttDemo.Client.Session;

/// <summary>
/// Whether the broker does not let the client send itself messages. That must not end the client: it says so once, and
/// goes on without. Not every broker says so: mosquitto grants a subscription and then sends nothing, or
/// closes. Called with the session's gate held.
/// </summary>
/// <param name="gate">The session's.</param>
/// <param name="mostInVain">How many connections in a row, each without the first one coming back, mean that.</param>
/// <param name="needs">What the client needs.</param>
sealed class ProbeDenial(Gate gate, int mostInVain, string needs)
{
    int inVain;
    string? warning;

    public bool IsThere { get => Gate.Held(gate, field); private set; }

    /// <summary>One more such connection is enough.</summary>
    public bool IsNear => Gate.Held(gate, inVain + 1 >= mostInVain);

    /// <summary>A connection has ended on which the first one has not come back.</summary>
    public void OnInVain()
    {
        gate.AssertHeld();
        if (IsNear)
        {
            OnSilence();
        }

        inVain++;
    }

    /// <summary>Another such connection has ended.</summary>
    public void OnSilence() => On($"none has come back over {mostInVain} connections");

    /// <summary>The broker has said so.</summary>
    public void On(string reason)
    {
        gate.AssertHeld();
        if (!IsThere)
        {
            IsThere = true;
            warning = $"going on without the probe: {reason}; it needs {needs}";
        }
    }

    /// <summary>What is to be said once; null is nothing.</summary>
    public string? TakeWarning()
    {
        gate.AssertHeld();
        (var taken, warning) = (warning, null);
        return taken;
    }
}
