using System.Text;
using MqttDemo.TestKit.Processes;

namespace MqttDemo.TestKit.Faults;

/// <summary>A proxy of Debian on a free loopback port.</summary>
sealed class RealProxy : IAsyncDisposable
{
    readonly TemporaryFolder folder = new();
    App? process;

    public int Port { get; } = Ports.Free();

    /// <summary>What it has written about its connections.</summary>
    public string Log => process!.Error + Encoding.UTF8.GetString(process.OutputSoFar);

    public static async Task<RealProxy> StartSocksAsync(string? user = null, string? password = null)
    {
        var proxy = new RealProxy();
        return await proxy.StartAsync(
            "microsocks",
            ["-i", "127.0.0.1", "-p", $"{proxy.Port}", .. user is null ? (string[])[] : ["-u", user, "-P", password!]]);
    }

    public static async Task<RealProxy> StartHttpAsync(string? user = null, string? password = null)
    {
        var proxy = new RealProxy();
        var login = user is null ? "" : $"BasicAuth {user} {password}\n";
        var config = proxy.folder.File(
            "tinyproxy.conf", $"Port {proxy.Port}\nListen 127.0.0.1\nTimeout 600\nLogLevel Connect\n{login}");
        return await proxy.StartAsync("tinyproxy", ["-d", "-c", config]);
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            await process.DisposeAsync();
        }

        folder.Dispose();
    }

    async Task<RealProxy> StartAsync(string program, string[] args)
    {
        process = App.Start(Executables.Installed(program), args);
        await Until.TrueAsync(() => process.HasExited || Ports.IsOpen(Port), $"{program} to listen");
        Assert.False(process.HasExited, $"{program} ended: {Log}");
        return this;
    }
}
