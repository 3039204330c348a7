namespace MqttDemo.Config;

/// <summary>What carries the MQTT packets.</summary>
public enum BrokerScheme
{
    /// <summary>Plain TCP: mqtt:// or tcp://, port 1883.</summary>
    Tcp,

    /// <summary>TLS over TCP: mqtts://, tls:// or ssl://, port 8883.</summary>
    Tls,

    /// <summary>WebSocket: ws://, port 80.</summary>
    WebSocket,

    /// <summary>WebSocket over TLS: wss://, port 443.</summary>
    WebSocketSecure,

    /// <summary>A unix domain socket: unix:// or an absolute path.</summary>
    Unix,
}
