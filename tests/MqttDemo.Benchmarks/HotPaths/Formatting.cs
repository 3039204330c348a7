using System.Buffers;
using BenchmarkDotNet.Attributes;
using MqttDemo.Client.Session;
using MqttDemo.CommandLine.Formats;
using MqttDemo.CommandLine.Formats.Templates;
using MqttDemo.CommandLine.Streams;
using MQTTnet.Packets;

namespace MqttDemo.Benchmarks.HotPaths;

/// <summary>From a message to the bytes that are written.</summary>
public class Formatting
{
    readonly ArrayBufferWriter<byte> output = new(1 << 20);
    readonly ReceivedMessage message = new(
        new MqttPublishPacket
        {
            Topic = "benchmark/topic",
            Payload = new ReadOnlySequence<byte>("12345678"u8.ToArray()),
        },
        1);
    IMessageFormat format = null!;

    [Params("Payload", "Verbose", "Json", "Template")]
    public string Format { get; set; } = "";

    [GlobalSetup]
    public void SetUp() => format = MessageFormat.Create(
        Format == "Template"
            ? new(OutputFormat.Template, EndsLines: true, File: null, Template: Template.Parse("%I %t %p"))
            : new(Enum.Parse<OutputFormat>(Format), EndsLines: true, File: null),
        OutputKind.Stream, new Messages("benchmark", TextWriter.Null), TimeProvider.System);

    [Benchmark(OperationsPerInvoke = HotPathBenchmarks.Messages, Description = "IMessageFormat.Write")]
    public int Ours()
    {
        output.ResetWrittenCount();
        for (var i = 0; i < HotPathBenchmarks.Messages; i++)
        {
            format.Write(message, output);
        }

        return output.WrittenCount;
    }
}
