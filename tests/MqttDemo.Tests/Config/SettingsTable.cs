using MqttDemo.Config;

namespace MqttDemo.Tests.Config;

/// <summary>The table of settings in docs/reference.md, from the settings as they are declared.</summary>
static class SettingsTable
{
    public const string Head = "| flag | config.json | environment | default |\n|---|---|---|---|\n";

    public static string Of(IEnumerable<Setting> settings) => Head + string.Concat(settings.Select(Row));

    static string Row(Setting setting)
    {
        string[] cells = [
            Flags(setting), Key(setting), setting.Variable is { } variable ? $"`{variable}`" : "", setting.DefaultText];
        return $"|{string.Concat(cells.Select(cell => cell.Length == 0 ? " |" : $" {cell} |"))}\n";
    }

    /// <summary>The short letters first, as in the help.</summary>
    static string Flags(Setting setting)
    {
        var names = setting.Options.OrderBy(name => name.StartsWith("--", StringComparison.Ordinal)).ToArray();
        string[] others = [
            .. setting.Shorthands.Select(one => one.Options[^1]), .. setting.Off is { } off ? [off] : (string[])[]];
        var all = $"`{string.Join(' ', names)}`{string.Concat(others.Select(other => $", `{other}`"))}";
        var programs = setting.Programs;
        var named = programs.ToString().ToLowerInvariant()
            .Replace("publishing", "publisher, request", StringComparison.Ordinal)
            .Replace("writing", "request, subscriber", StringComparison.Ordinal);
        return programs == Programs.All ? all : $"{all} ({named})";
    }

    static string Key(Setting setting) => setting switch
    {
        { IsOptionOnly: true } => "",
        { Type.TakesMany: true } => $"`{setting.Key}`: a list",
        { Type.JsonType: "boolean", Type.ValueName: not null } => $"`{setting.Key}`: true or false",
        _ when setting.Key != setting.TopKey => $"`{setting.Key[(setting.TopKey.Length + 1)..]}` of `{setting.TopKey}`",
        _ => $"`{setting.Key}`",
    };
}
