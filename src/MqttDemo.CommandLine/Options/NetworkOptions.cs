using System.CommandLine;
using MqttDemo.Config;

namespace MqttDemo.CommandLine.Options;

sealed class NetworkOptions : IOptionGroup
{
    readonly Option<bool> ws = NewOption.Flag("Connect over WebSocket, as ws:// and wss:// do (ports 80 and 443).", "--ws");

    readonly Option<string?> wsPath = NewOption.Text("path", "The path of the WebSocket (default: /mqtt; implies --ws).", "--ws-path");

    readonly Option<string[]> wsHeader = NewOption.Texts("Name: value", "A header of the request for the WebSocket; can be given many times (implies --ws).", "--ws-header");

    readonly Option<string?> proxy = NewOption.Text(
        "url", "Connect through socks5h://[user:password@]host[:port], socks5:// or http:// (default: ALL_PROXY, except for NO_PROXY and this machine; '' for none).", "--proxy");

    readonly Option<string?> bindAddress = NewOption.Text("address", "The address of this machine to connect from, or its name.", "--bind-address", "-A");

    readonly Option<bool> srv = NewOption.Flag("The host is a domain: its SRV records (_mqtt._tcp, with TLS _secure-mqtt._tcp) name the brokers, which are tried in turn.", "--srv", "-S");

    readonly Option<bool> noDelay = NewOption.Flag("Accepted as in mosquitto_pub: here TCP never delays.", "--nodelay");

    public string Title => "Network";

    public IReadOnlyList<Option> Options => [ws, wsPath, wsHeader, proxy, bindAddress, srv, noDelay];

    public SettingsLayer Read(ParseResult args, SettingsLayer layer) => layer with
    {
        Ws = args.GetValue(ws) ? true : null,
        WsPath = args.GetValue(wsPath),
        WsHeader = args.GetValue(wsHeader) is { Length: > 0 } headers ? headers : null,
        Proxy = args.GetValue(proxy),
        BindAddress = args.GetValue(bindAddress),
        Srv = args.GetValue(srv) ? true : null,
    };
}
