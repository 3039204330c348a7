namespace MqttDemo.Tests.Native;

/// <summary>
/// Chroots, containers and limits: a sentence, or it works. Of the native programs only; the portable ones need much
/// more, and where there is less their runtime says so before they begin.
/// </summary>
public sealed class NarrowSystems
{
    const string WithoutProc = "mount -t tmpfs none /proc";
    const string WithoutDev = "mount -t tmpfs none /dev";

    [Theory]
    [InlineData(400_000)]
    [InlineData(500_000)]
    [InlineData(1_000_000)]
    public async Task In_a_limited_address_space_messages_go_through(int kilobytes)
    {
        await using var broker = await Mosquitto.StartAsync();
        await using var subscriber = Start(
            $"ulimit -v {kilobytes}", Native(Executables.Subscriber), $"-b {broker.Address} -t t -q 1 -C 1000");
        await subscriber.UntilErrorContainsAsync("Subscribed to t");

        await using var publisher = Start(
            $"ulimit -v {kilobytes}", Executables.Publisher, $"-b {broker.Address} -t t -q 1 -m x --repeat 1000");
        var (published, received) = (await publisher.ExitAsync(), await subscriber.ExitAsync());

        Assert.Equal((0, "", 0, 2_000), (published.Code, published.Error, received.Code, received.Bytes.Length));
    }

    [Fact]
    public async Task An_address_space_that_is_too_small_is_reported()
    {
        foreach (var program in (string[])[Native(Executables.Publisher), Executables.Subscriber])
        {
            await using var app = Start("ulimit -v 330000", program, "-b localhost:1 -t t");

            (await app.ExitAsync()).ShouldFail(
                ExitCode.InputOutput, "error: the address space is limited to 330000 KiB", "hint: ulimit -v");
        }
    }

    [Theory]
    [InlineData("mqtt", WithoutProc)]
    [InlineData("ws", WithoutProc)]
    [
        InlineData(
            "mqtt",
            $"mount --bind /dev/urandom urandom && mount --bind /dev/null null && {WithoutDev} && touch /dev/urandom "
            + "/dev/null"
        + " && mount --move urandom /dev/urandom && mount --move null /dev/null")]
    public async Task Without_proc_and_without_what_else_is_in_dev_messages_go_through(string scheme, string without)
    {
        using var folder = new TemporaryFolder();
        folder.File("urandom", "");
        folder.File("null", "");
        await using var broker = await Mosquitto.StartWebSocketAsync();
        var address = scheme == "ws" ? broker.WebSocketAddress : broker.Address;
        await using var subscriber = Start(
            $"cd {folder.Path}; {without}", Native(Executables.Subscriber), $"-b {address} -t t -q 2 -C 1 --exec cat",
            apart: true);
        await subscriber.UntilErrorContainsAsync("Subscribed to t");

        await using var publisher = Start(
            $"cd {folder.Path}; {without}", Executables.Publisher, $"-b {address} -t t -q 2 -m x", apart: true);
        var (published, received) = (await publisher.ExitAsync(), await subscriber.ExitAsync());

        Assert.Equal((0, "", 0, "x"), (published.Code, published.Error, received.Code, received.Out.TrimEnd()));
    }

    [Fact]
    public async Task Without_random_numbers_what_needs_none_works()
    {
        await using var broker = await Mosquitto.StartAsync();
        foreach (var run in (string[])
            [
                $"{Native(Executables.Publisher)} -b {broker.Address} -m x",
                $"{Executables.Subscriber} -b {broker.Address} -E",
                $"{Executables.Subscriber} -b embedded:{Ports.Free()} -E"])
        {
            await using var app = Start(WithoutDev, run, "-t t", apart: true);

            var result = await app.ExitAsync();
            Assert.Equal((0, ""), (result.Code, result.Out));
        }
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("plant.localhost")]
    public async Task Without_a_file_of_hosts_and_a_name_server_localhost_is_this_machine(string host)
    {
        await using var broker = await Mosquitto.StartAsync();
        await using var app = Start(
            "mount --bind /dev/null /etc/hosts && mount --bind /dev/null /etc/resolv.conf",
            Native(Executables.Publisher),
            $"-b {host}:{broker.Port} -t t -q 1 -m x",
            apart: true);

        var result = await app.ExitAsync();
        Assert.Equal((0, "", ""), (result.Code, result.Out, result.Error));
    }

    static string Native(string program)
    {
        Assert.SkipWhen(File.Exists($"{program}.dll"), "MQTTDEMO_BIN names no native programs");
        return program;
    }

    /// <summary>After a command of the shell; apart, where what that mounts is seen by nobody else.</summary>
    static App Start(string first, string program, string args, bool apart = false) =>
        App.Start(
            apart ? "unshare" : "sh",
            [.. apart ? (string[])["--mount", "sh"] : [], "-c", $"{first} && exec {program} {args}"]);
}
