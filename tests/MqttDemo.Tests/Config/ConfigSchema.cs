using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MqttDemo.Config;

namespace MqttDemo.Tests.Config;

/// <summary>The JSON schema of config.json, from the settings as they are declared.</summary>
static partial class ConfigSchema
{
    /// <summary>A schema has no option for it.</summary>
    const string InAnyCase = "(?i)";

    public static JsonObject Of(IEnumerable<Setting> settings)
    {
        var all = settings.ToArray();
        var properties = Properties(all.Where(setting => setting.Key == setting.TopKey));
        properties["will"] = Object(
            ConfigKeys.ExpectedOf("will")!, [.. all.Where(setting => setting.TopKey == "will")]);
        properties["profiles"] = new JsonObject
        {
            ["description"] = ConfigKeys.ExpectedOf("profiles"),
            ["type"] = new JsonArray("object", "null"),
            ["additionalProperties"] = JsonNode.Parse(
                """{ "allOf": [ { "$ref": "#" }, { "properties": { "profiles": { "type": "null" } } } ] }"""),
        };
        properties["$schema"] = new JsonObject
        {
            ["description"] = ConfigKeys.ExpectedOf("$schema"),
            ["type"] = new JsonArray("string", "null"),
        };
        return new()
        {
            ["$schema"] = "http://json-schema.org/draft-07/schema#",
            ["type"] = "object",
            ["properties"] = properties,
            ["additionalProperties"] = false,
            ["allOf"] = Exclusions([.. all.Where(setting => setting.Key == setting.TopKey)]),
        };
    }

    static JsonObject Object(string description, IReadOnlyList<Setting> settings) => new()
    {
        ["description"] = description,
        ["type"] = new JsonArray("object", "null"),
        ["properties"] = Properties(settings),
        ["additionalProperties"] = false,
        ["allOf"] = Exclusions(settings),
    };

    static JsonObject Properties(IEnumerable<Setting> settings) =>
        new(settings.Select(setting => KeyValuePair.Create(Name(setting), (JsonNode?)Property(setting))));

    static JsonObject Property(Setting setting)
    {
        var type = setting.Type;
        var node = new JsonObject { ["description"] = type.Expected, ["type"] = new JsonArray(type.JsonType, "null") };
        if (type.TakesMany)
        {
            node["items"] = WithPattern(new() { ["type"] = "string" }, type.Pattern);
        }
        else
        {
            WithPattern(node, type.Pattern);
        }

        if (type.Choices is { } choices)
        {
            node["enum"] = new JsonArray(
                [.. choices.Select(choice => type.JsonType == "integer" ? JsonNode.Parse(choice) : choice), null]);
        }

        if (type.Most is { } most)
        {
            node[type.Least is null ? "exclusiveMinimum" : "minimum"] = type.Least ?? 0;
            node["maximum"] = most;
        }

        return node;
    }

    static JsonObject WithPattern(JsonObject node, string? pattern)
    {
        if (pattern is not null)
        {
            node["pattern"] = pattern.StartsWith(InAnyCase, StringComparison.Ordinal)
                ? Words().Replace(pattern[InAnyCase.Length..], word => string.Concat(word.Value.Select(BothCases)))
                : pattern;
        }

        return node;
    }

    static string BothCases(char c) =>
        char.IsAsciiLetter(c) ? $"[{char.ToLowerInvariant(c)}{char.ToUpperInvariant(c)}]" : $"{c}";

    [GeneratedRegex(@"(?<=[(|!])[a-z][a-z0-9-]+(?=[|):])")]
    private static partial Regex Words();

    /// <summary>
    /// Null is not given, so two settings cannot be used together where both are there and neither is null.
    /// </summary>
    static JsonArray Exclusions(IReadOnlyList<Setting> settings) =>
    [
        .. from setting in settings
           from other in setting.Excludes.Where(settings.Contains)
           select new JsonObject
           {
               ["not"] = new JsonObject
               {
                   ["type"] = "object",
                   ["required"] = new JsonArray(Name(setting), Name(other)),
                   ["properties"] = new JsonObject { [Name(setting)] = Given(), [Name(other)] = Given() },
               },
           },
    ];

    static JsonObject Given() => new() { ["not"] = new JsonObject { ["type"] = "null" } };

    static string Name(Setting setting) => setting.Key.Split('.')[^1];
}
