namespace MqttDemo.Client.Transport;

/// <summary>What the system's TLS can do.</summary>
static class TlsSupport
{
    /// <summary>On macOS .NET speaks TLS by SecureTransport, which ends at 1.2.</summary>
    public static bool HasTls13 => !OperatingSystem.IsMacOS();
}
