namespace MqttDemo.Config;

/// <summary>Turns the merged layer of the will into complete settings.</summary>
static class WillCheck
{
    /// <exception cref="MqttDemoException">It is invalid, or its file cannot be read.</exception>
    public static WillSettings? Complete(SettingsLayer layer)
    {
        if (!layer.Has(ConfigKeys.Will))
        {
            return null;
        }

        if (layer.Get(Settings.Will.Topic) is not { } topic)
        {
            throw Usage("a will needs a topic", $"give it with {Settings.Will.Topic.Named}").About(Settings.Will.Topic);
        }

        var payload = layer.Get(Settings.Will.File) is { } path
            ? Read(path)
            : ByteText.Encode(layer.Get(Settings.Will.Payload) ?? "");
        if (payload.Length > WillSettings.LongestPayload)
        {
            throw Usage(
                $"the payload of the will has {payload.Length} bytes; a will takes {WillSettings.LongestPayload} at "
                + "most")
                .About(Settings.Will.Payload);
        }

        return new(
            topic,
            payload,
            layer.Get(Settings.Will.Qos) ?? QualityOfService.AtMostOnce,
            layer.Get(Settings.Will.Retain) ?? false,
            layer.Get(Settings.Will.Delay));
    }

    static byte[] Read(string path) =>
        FileUse.Read($"the file of the will, {path},", path, File.ReadAllBytes, Settings.Will.File);
}
