using System.Collections.Concurrent;
using MqttDemo.Client.Session;
using MqttDemo.Config;

namespace MqttDemo.Tests.Infra;

/// <summary>Remembers what a session tells.</summary>
sealed class RecordingObserver : ISessionObserver
{
    public ConcurrentQueue<PublishRefusal> Refusals { get; } = new();

    public ConcurrentQueue<string> Losses { get; } = new();

    public bool WantsTrace => false;

    public void Connected(BrokerAddress broker, string result, ProtocolVersion version, bool isResumed)
    {
    }

    public void ConnectionLost(string reason, Sentence? hint) => Losses.Enqueue(reason);

    public void ConnectFailed(Sentence reason, TimeSpan delay)
    {
    }

    /// <summary>Who tells of a refusal waits for it.</summary>
    public ManualResetEventSlim MayRefuse { get; } = new(initialState: true);

    public void Refused(PublishRefusal refusal)
    {
        Refusals.Enqueue(refusal);
        MayRefuse.Wait();
    }

    public ConcurrentQueue<string> Warnings { get; } = new();

    public void Warn(Sentence sentence) => Warnings.Enqueue(sentence.ToString());

    public void Trace(string remark)
    {
    }
}
