using MqttDemo.Config;

namespace MqttDemo.Client.Transport;

/// <summary>An error of a proxy, which never names the user and the password given for it.</summary>
static class ProxyRefusal
{
    public static MqttDemoException Of(ProxyAddress proxy, string what, Sentence? hint, Exception? cause = null) =>
        new(FailureKind.Unreachable, $"the proxy {proxy} {what}", hint, cause);
}
