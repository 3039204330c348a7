using System.Text;
using System.Text.Json;

namespace MqttDemo.Tests.Infra;

/// <summary>A message as <c>subscriber --json</c> writes it, read in the plainest way.</summary>
sealed record JsonLine(string Topic, int QualityOfService, bool Retain, byte[] Payload, string Properties)
{
    public static JsonLine Parse(string line)
    {
        using var json = JsonDocument.Parse(line);
        var root = json.RootElement;
        return new(
            root.GetProperty("topic").GetString()!,
            root.GetProperty("qos").GetInt32(),
            root.GetProperty("retain").GetBoolean(),
            Bytes(root, "payload"),
            root.TryGetProperty("properties", out var properties) ? Describe(properties) : "");
    }

    /// <summary>Everything that a replay must bring again, as text that can be compared.</summary>
    public override string ToString() =>
        $"{Topic} {QualityOfService} {Retain} {Convert.ToBase64String(Payload)} {Properties}";

    /// <summary>
    /// A broker counts the seconds of an expiry down, so it is told in units of a whole day, rounded up.
    /// </summary>
    static string Describe(JsonElement properties)
    {
        var texts = properties.EnumerateObject().Where(
            property => property.Value.ValueKind == JsonValueKind.String
                && !property.Name.StartsWith("correlation", StringComparison.Ordinal))
            .Select(property => $"{property.Name}={property.Value.GetString()}").Order(StringComparer.Ordinal);
        var pairs = properties.TryGetProperty("user-properties", out var list)
            ? list.EnumerateArray().SelectMany(pair => pair.EnumerateObject()).Select(
                pair => $"{pair.Name}:{pair.Value.GetString()}")
            : [];
        var isText = properties.TryGetProperty("payload-format-indicator", out var indicator)
            && indicator.GetInt32() == 1
            ? "text"
            : null;
        var expiry = properties.TryGetProperty("message-expiry-interval", out var seconds)
            ? $"expiry={Math.Ceiling(seconds.GetDouble() / 86_400)} days"
            : null;
        var correlation = Convert.ToBase64String(Bytes(properties, "correlation-data"));
        return string.Join(
            ' ',
            ((string?[])[.. texts, .. pairs, isText, expiry, correlation]).Where(part => !string.IsNullOrEmpty(part)));
    }

    static byte[] Bytes(JsonElement element, string name)
    {
        if (element.TryGetProperty($"{name}Base64", out var base64))
        {
            return base64.GetBytesFromBase64();
        }

        return element.TryGetProperty(name, out var text) && text.ValueKind != JsonValueKind.Null
            ? Encoding.UTF8.GetBytes(text.GetString()!)
            : [];
    }
}
