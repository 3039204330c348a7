using System.CommandLine;
using MqttDemo.Config;

namespace MqttDemo.CommandLine.Options;

sealed class SessionOptions : IOptionGroup
{
    public const string DisconnectReasonName = "--disconnect-reason";

    readonly Option<byte?> disconnectReason = NewOption.Create<byte?>(
        value => DisconnectReason.Read(value) is { } code ? (code, null) : (null, DisconnectReason.Expected),
        "reason", "What the broker is told at the end: normal, with-will (it publishes the will) or a code (MQTT 5).", DisconnectReasonName);

    public string Title => "Session";

    public SettingGroup Group => SettingGroup.Session;

    public IReadOnlyList<Option> Options => [];

    public IReadOnlyList<Option> LastOptions => [disconnectReason];

    /// <summary>What the broker is told at the end; null is nothing special.</summary>
    public byte? DisconnectReasonCode(ParseResult args) => args.GetValue(disconnectReason);
}
