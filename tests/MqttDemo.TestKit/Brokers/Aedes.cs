using MqttDemo.TestKit.Processes;

namespace MqttDemo.TestKit.Brokers;

/// <summary>aedes of npm, a broker in JavaScript: MQTT 3.1.1, everything in memory.</summary>
sealed class Aedes : TestBroker
{
    protected override Task<App> LaunchAsync()
    {
        var program = Path.Combine(
            Executables.Repository, "artifacts", "npm", "node_modules", "aedes-cli", "bin", "aedes");
        Assert.SkipUnless(File.Exists(program), "aedes is not installed: npm install --prefix artifacts/npm aedes-cli");
        var config = Folder.File("aedes.js", $$"""
            module.exports = {
                protos: ['tcp'], host: '127.0.0.1', port: {{Port}}, brokerId: 'aedes',
                credentials: null, stats: false, verbose: false, noPretty: true
            }

            """);
        return Task.FromResult(
            App.Start(Executables.Installed("node"), [program, "--config", config], folder: Folder.Path));
    }
}
