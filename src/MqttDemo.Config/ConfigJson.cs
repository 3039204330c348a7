using System.Text.Json;
using System.Text.Json.Serialization;

namespace MqttDemo.Config;

/// <summary>How config.json is read: generated code, strict about unknown keys, lenient about comments and trailing commas.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true,
    AllowDuplicateProperties = false,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(SettingsLayer))]
sealed partial class ConfigJson : JsonSerializerContext;
