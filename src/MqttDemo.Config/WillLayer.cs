namespace MqttDemo.Config;

/// <summary>The will as one source gives it. Null means: not given here. Also its shape in config.json.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Payload">The payload as text.</param>
/// <param name="File">A file with the payload.</param>
/// <param name="Qos">0, 1 or 2.</param>
/// <param name="Retain">The broker keeps it for later subscribers.</param>
/// <param name="DelayInterval">Seconds that the broker waits for us to come back first.</param>
public sealed record WillLayer(
    string? Topic = null, string? Payload = null, string? File = null, int? Qos = null, bool? Retain = null, uint? DelayInterval = null)
{
    /// <summary>This layer on top of another: what is given here wins.</summary>
    internal WillLayer Over(WillLayer? lower) => new(
        Topic ?? lower?.Topic,
        Payload ?? (File is null ? lower?.Payload : null),
        File ?? (Payload is null ? lower?.File : null),
        Qos ?? lower?.Qos,
        Retain ?? lower?.Retain,
        DelayInterval ?? lower?.DelayInterval);
}
