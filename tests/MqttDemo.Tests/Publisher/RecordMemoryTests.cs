using System.Text;
using MqttDemo.Config;
using MqttDemo.Publisher.Sources;
using MqttDemo.Publisher.Sources.Json;

namespace MqttDemo.Tests.Publisher;

public sealed class RecordMemoryTests
{
    static readonly PublishSettings Settings = new(
        "t", QualityOfService.AtMostOnce, Retain: false, AllowsDowngrade: false, WantsStatistics: false);

    public static TheoryData<string, string> Records => new()
    {
        { "-l", "payload" },
        { "--key-delimiter", "a/b:payload" },
        {
            "--json-lines",
            """{"tst":"2026-11-25T01:02:03.123456+0100","topic":"a/b","qos":1,"retain":false,"payloadlen":7,"mid":1,"payload":"payload"}"""
        },
        { "--json-lines", """{"topic":"a\/\u00e9","payload":"\ud83e\udd8a \u00e9","qos":2}""" },
        { "--json-lines", """{"topic":"a","payloadBase64":"AP8="}""" },
        { "--json-lines", """{"topic":"a","payload":{"a": [1, 2]}}""" },
    };

    [Theory]
    [MemberData(nameof(Records))]
    public void A_record_of_a_topic_that_came_before_takes_no_memory(string option, string line)
    {
        IRecordFormat format = option switch
        {
            "-l" => new PayloadRecords(Settings),
            "--key-delimiter" => new KeyedRecords(Settings, ":"u8.ToArray()),
            _ => new JsonRecords(Settings, wantsTimes: line.Contains("tst", StringComparison.Ordinal)),
        };
        var record = Encoding.UTF8.GetBytes(line);
        Assert.Null(format.Read(record).Defect);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            format.Read(record);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
