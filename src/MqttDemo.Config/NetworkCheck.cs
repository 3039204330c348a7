namespace MqttDemo.Config;

/// <summary>The way through the network, from the options and, without a proxy in them, from the environment.</summary>
static class NetworkCheck
{
    public static NetworkSettings Complete(SettingsLayer layer)
    {
        var headers = layer.Get(Settings.Network.WebSocketHeader) is { Count: > 0 } given
            ? given.Select(header => HttpHeader.Parse(header, Settings.Network.WebSocketHeader)).ToList()
            : null;
        var bindAddress = layer.Get(Settings.Network.BindAddress);
        // An empty one means: none, whatever another source says.
        var proxy = layer.Get(Settings.Network.Proxy) is { Length: > 0 } url
            ? ProxyAddress.Parse(url, $"{Settings.Network.Proxy.Named}", Settings.Network.Proxy)
            : null;
        return bindAddress is { Length: 0 }
            ? throw Usage($"the address to connect from ({Settings.Network.BindAddress.Named}) is empty").About(
                Settings.Network.BindAddress)
            : new(proxy, null, bindAddress, headers);
    }

    /// <summary>
    /// The proxy of the environment, as curl reads it: not for the hosts of NO_PROXY. One that is not needed is not
    /// looked at, so an unknown kind stops only those who would go through it.
    /// </summary>
    public static ConnectionSettings WithProxyOfEnvironment(
        ConnectionSettings settings, SettingsLayer layer, Func<string, string?> variable)
    {
        var name = Variables.Proxy.FirstOrDefault(name => variable(name) is not null);
        if (layer.Get(Settings.Network.Proxy) is not null || name is null || variable(name) is not { } url)
        {
            return settings;
        }

        var exceptions = new ProxyExceptions(
            Variables.NoProxy.Select(variable).FirstOrDefault(hosts => hosts is not null));
        // Where names are looked up or a broker may send us is not known yet.
        var isKnown = !settings.FollowsRedirect && !settings.Brokers.Any(broker => broker.IsService);
        return isKnown
            && settings.Brokers.All(
                broker => broker.Embedded || broker.Scheme == BrokerScheme.Unix || exceptions.Covers(broker.Host))
            ? settings
            : settings with
            {
                Network = (settings.Network ?? new()) with
                {
                    Proxy = ProxyAddress.Parse(url, name, Settings.Network.Proxy),
                    ProxyExceptions = exceptions,
                },
            };
    }
}
