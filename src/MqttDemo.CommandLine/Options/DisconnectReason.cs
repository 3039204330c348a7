using System.Globalization;

namespace MqttDemo.CommandLine.Options;

/// <summary>The reasons with which a client may end a connection (MQTT 5, section 3.14.2.1).</summary>
static class DisconnectReason
{
    public const string Expected = "normal, with-will or one of the specification's codes for a client, such as 0x80 or 152";

    static readonly byte[] ForClients = [0x00, 0x04, 0x80, 0x81, 0x82, 0x83, 0x90, 0x93, 0x94, 0x95, 0x96, 0x97, 0x98, 0x99];

    /// <summary>The code; null when it is none.</summary>
    public static byte? Read(string text) => text switch
    {
        "normal" => 0x00,
        "with-will" => 0x04,
        ['0', 'x', .. var hex] when byte.TryParse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) && ForClients.Contains(code) => code,
        _ when byte.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var code) && ForClients.Contains(code) => code,
        _ => null,
    };
}
