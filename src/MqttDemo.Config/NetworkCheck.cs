namespace MqttDemo.Config;

/// <summary>How the network is crossed, from the options and, where they name no proxy, from the environment.</summary>
static class NetworkCheck
{
    public static NetworkSettings Complete(SettingsLayer layer)
    {
        var headers = layer.Get(Settings.Network.WebSocketHeader) is { Count: > 0 } given
            ? given.Select(HttpHeader.Parse).ToList()
            : null;
        var bindAddress = layer.Get(Settings.Network.BindAddress);
        // An empty one means: none, whatever another source says.
        var proxy = layer.Get(Settings.Network.Proxy) is { Length: > 0 } url ? ProxyAddress.Parse(url, "--proxy") : null;
        return bindAddress is { Length: 0 }
            ? throw Usage("the address to connect from (-A) is empty").About("bindAddress")
            : new(proxy, null, bindAddress, headers);
    }

    /// <summary>
    /// ALL_PROXY, as curl reads it: in small letters first, and not for the hosts of NO_PROXY. One that nobody needs is not looked at, so a kind
    /// that we do not know hinders only who would go through it.
    /// </summary>
    public static ConnectionSettings WithProxyOfEnvironment(ConnectionSettings settings, SettingsLayer layer, Func<string, string?> variable)
    {
        var name = variable("all_proxy") is not null ? "all_proxy" : "ALL_PROXY";
        if (layer.Get(Settings.Network.Proxy) is not null || variable(name) is not { } url)
        {
            return settings;
        }

        var exceptions = new ProxyExceptions(variable("no_proxy") ?? variable("NO_PROXY"));
        // Where names are looked up or a broker may send us is not known yet.
        var isKnown = !settings.FollowsRedirect && !settings.Brokers.Any(broker => broker.IsService);
        return isKnown && settings.Brokers.All(broker => broker.Embedded || broker.Scheme == BrokerScheme.Unix || exceptions.Covers(broker.Host))
            ? settings
            : settings with { Network = (settings.Network ?? new()) with { Proxy = ProxyAddress.Parse(url, name), ProxyExceptions = exceptions } };
    }
}
