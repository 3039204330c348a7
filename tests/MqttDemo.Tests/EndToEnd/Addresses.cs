using System.Net;
using System.Net.Sockets;

namespace MqttDemo.Tests.EndToEnd;

/// <summary>Where a connection comes from, and addresses of IPv6.</summary>
public sealed class Addresses
{
    [Theory]
    [InlineData("127.0.0.5", "127.0.0.5")]
    [InlineData("localhost", "127.0.0.1")]
    public async Task A_connection_comes_from_the_address_given(string given, string seen)
    {
        await using var broker = await Mosquitto.StartAsync();

        (await App.PublishAsync(["-b", broker.Address, "-A", given, "-i", "bound", "-t", "t", "-m", "x"]))
            .ShouldBeSilentSuccess();

        await Until.TrueAsync(
            () => broker.Log.Contains($"New client connected from {seen}:", StringComparison.Ordinal),
            $"a client from {seen}");
    }

    [Fact]
    public async Task An_address_that_is_not_of_this_machine_is_reported()
    {
        await using var broker = await Mosquitto.StartAsync();

        (await App.PublishAsync(["-b", broker.Address, "-A", "203.0.113.1"])).ShouldFail(
            ExitCode.Unreachable, "this machine has no address 203.0.113.1 to connect from (-A)",
            "hint: 'ip address' lists those it has");
        (await App.PublishAsync(["-b", broker.Address, "-A", ""])).ShouldFail(
            ExitCode.Usage, "the address to connect from (-A) is empty");
        (await App.PublishAsync(["-b", $"127.0.0.1:{broker.Port}", "-A", "::1"])).ShouldFail(
            ExitCode.Unreachable, "127.0.0.1");
    }

    [Fact]
    public async Task A_proxy_is_reached_from_the_address_given()
    {
        var from = "";
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var publishing = App.PublishAsync(
            [
                "-b", "localhost:1", "--proxy", $"socks5h://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}",
                "-A", "127.0.0.7"
            ]);
        using (var socket = await listener.AcceptSocketAsync(TestContext.Current.CancellationToken))
        {
            from = ((IPEndPoint)socket.RemoteEndPoint!).Address.ToString();
        }

        (await publishing).ShouldFail(ExitCode.Unreachable, "the proxy 127.0.0.1:");
        Assert.Equal("127.0.0.7", from);
    }

    [Fact]
    public async Task An_address_of_IPv6_is_understood_with_and_without_brackets()
    {
        var port = Ports.Free();
        await using var broker = await Mosquitto.StartWithListenerAsync($"listener {port} ::1");

        (await App.PublishAsync(["-b", $"[::1]:{port}", "-t", "t", "-m", "x"])).ShouldBeSilentSuccess();
        (await App.PublishAsync(["-h", "::1", "-p", $"{port}", "-A", "::1", "-t", "t", "-m", "x", "--nodelay"]))
            .ShouldBeSilentSuccess();
        (await App.PublishAsync(["-L", $"mqtt://[::1]:{port}/topic", "-m", "x"])).ShouldBeSilentSuccess();
    }

    [Fact]
    public async Task A_domain_whose_service_is_not_found_is_reported()
    {
        (await App.PublishAsync(["-b", "broker.invalid", "-S", "--connect-timeout", "3"])).ShouldFail(
            ExitCode.Unreachable, "broker.invalid");
        (await App.PublishAsync(["-b", "broker.invalid", "-S", "-p", "1883"])).ShouldFail(
            ExitCode.Usage, "with -S the port comes from the SRV record");
        (await App.PublishAsync(["-b", "ws://broker.invalid", "-S"])).ShouldFail(
            ExitCode.Usage, "there are no SRV records (-S) for WebSockets");
    }
}
