using MqttDemo.TestKit.Processes;
using MQTTnet;
using MQTTnet.Formatter;

namespace MqttDemo.Benchmarks.Programs;

/// <summary>
/// Answers requests in this process, so that no program has to be started for an answer, over the broker that our
/// subscriber serves.
/// </summary>
sealed class Responder : IAsyncDisposable
{
    public const string Topic = "benchmark/request";

    readonly IMqttClient client = new MqttClientFactory().CreateMqttClient();
    readonly ChildProcess embedded;

    Responder(Tools tools)
    {
        Port = Ports.Free();
        embedded = ChildProcess.Start(tools.Subscriber, ["-b", $"embedded:{Port}", "-t", "benchmark/nothing"]);
        client.ApplicationMessageReceivedAsync += AnswerAsync;
    }

    /// <summary>Where the broker is.</summary>
    public int Port { get; }

    public static async Task<Responder> StartAsync(Tools tools)
    {
        var responder = new Responder(tools);
        await Until.TrueAsync(() => Ports.IsOpen(responder.Port), "the embedded broker");
        await responder.client.ConnectAsync(
            new MqttClientOptionsBuilder()
                .WithTcpServer("127.0.0.1", responder.Port)
                .WithProtocolVersion(MqttProtocolVersion.V500)
                .Build());
        await responder.client.SubscribeAsync(Topic);
        return responder;
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        embedded.Kill();
        await embedded.WaitAsync();
    }

    Task<MqttClientPublishResult> AnswerAsync(MqttApplicationMessageReceivedEventArgs request) => client.PublishAsync(
        new MqttApplicationMessage
        {
            Topic = request.ApplicationMessage.ResponseTopic,
            CorrelationData = request.ApplicationMessage.CorrelationData,
            Payload = request.ApplicationMessage.Payload,
        });
}
