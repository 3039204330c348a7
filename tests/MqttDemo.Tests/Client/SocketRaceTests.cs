using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using MqttDemo.Client.Transport;

namespace MqttDemo.Tests.Client;

/// <summary>The first of several addresses that answers (RFC 8305).</summary>
public sealed class SocketRaceTests
{
    static readonly IPAddress[] Addresses = [.. Enumerable.Range(1, 3).Select(i => IPAddress.Parse($"127.0.0.{i}"))];

    [Fact]
    public async Task An_address_that_is_silent_costs_a_quarter_of_a_second()
    {
        using var silent = new BlackHole();
        using var other = new TcpListener(Addresses[1], silent.Port);
        other.Start();
        var race = Race(silent.Port, Addresses);
        var watch = Stopwatch.StartNew();

        var (socket, address) = await RunAsync(race, TestContext.Current.CancellationToken);

        Assert.Equal(Addresses[1], address);
        Assert.Equal(Addresses[1], ((IPEndPoint)socket.Remote!).Address.MapToIPv4());
        Assert.InRange(watch.Elapsed.TotalSeconds, 0.24, 1.9);
        Assert.Equal([new(Addresses[0], null)], race.Losers);
        socket.Dispose();
    }

    [Fact]
    public async Task An_address_where_nobody_listens_costs_nothing_and_is_reported()
    {
        using var other = new TcpListener(Addresses[2], 0);
        other.Start();
        var race = Race(((IPEndPoint)other.LocalEndpoint).Port, Addresses);

        var (socket, address) = await RunAsync(race, TestContext.Current.CancellationToken);

        Assert.Equal(Addresses[2], address);
        Assert.All(
            Addresses[..2], loser => Assert.Equal(
                SocketError.ConnectionRefused, Assert.IsType<SocketException>(race.Losers[loser]).SocketErrorCode));
        socket.Dispose();
    }

    [Fact]
    public async Task Where_nobody_listens_at_all_each_is_reported()
    {
        var race = Race(Ports.Free(), Addresses);

        await Assert.ThrowsAsync<SocketException>(() => RunAsync(race, TestContext.Current.CancellationToken));

        Assert.Equal(3, race.Losers.Values.OfType<SocketException>().Count());
    }

    [Fact]
    public async Task Where_all_are_silent_it_waits_until_it_is_cancelled_and_closes_every_socket()
    {
        using var silent = new BlackHole();
        using var giveUp = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        var race = new SocketRace(
            [Addresses[0], IPAddress.Parse("::ffff:127.0.0.1")], (address, longest, token) =>
                TcpTransport.Connect(address, silent.Port, longest, token));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync(race, giveUp.Token));

        Assert.Equal(2, race.Losers.Count);
    }

    static SocketRace Race(int port, IReadOnlyList<IPAddress> addresses) =>
        new(addresses, (address, longest, token) => TcpTransport.Connect(address, port, longest, token));

    static Task<(ISocket Socket, IPAddress Address)> RunAsync(SocketRace race, CancellationToken cancellationToken) =>
        Task.Run(() => race.Run(cancellationToken)).WaitAsync(App.Patience, TestContext.Current.CancellationToken);
}
