namespace MqttDemo.Config;

/// <summary>Turns the merged layer of the will into complete settings.</summary>
static class WillCheck
{
    /// <exception cref="MqttDemoException">It makes no sense (exit code 2), or its file cannot be read (7).</exception>
    public static WillSettings? Complete(WillLayer? layer)
    {
        if (layer is null || layer == new WillLayer())
        {
            return null;
        }

        if (layer.Topic is null)
        {
            throw Usage("a will needs a topic", "give it with --will-topic").About("will");
        }

        if (layer.Payload is not null && layer.File is not null)
        {
            throw Usage("the payload of a will and a file with it exclude each other").About("will");
        }

        var payload = layer.File is { } path ? Read(path) : ByteText.Encode(layer.Payload ?? "");
        if (payload.Length > WillSettings.LongestPayload)
        {
            throw Usage($"the payload of the will has {payload.Length} bytes; a will takes {WillSettings.LongestPayload} at most").About("will");
        }

        var qualityOfService = layer.Qos is null or >= 0 and <= 2 ? (QualityOfService)(layer.Qos ?? 0) : throw Usage($"the QoS of the will is 0, 1 or 2, not {layer.Qos}").About("will");
        return new(layer.Topic, payload, qualityOfService, layer.Retain ?? false, layer.DelayInterval);
    }

    static byte[] Read(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new MqttDemoException(ExitCode.InputOutput, $"the file of the will, {path}, cannot be read: {FileFailure.Reason(path, e)}", cause: e)
                .About("will");
        }
    }
}
