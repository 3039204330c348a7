using MqttDemo.Config;

namespace MqttDemo.CommandLine.Shell;

/// <summary>The page of config.json.</summary>
static class ConfigManual
{
    public const string Name = "mqttdemo-config";

    public static string Text(IReadOnlyList<string> others)
    {
        var page = new ManualPage(Name, 5, "the settings of publisher(1) and subscriber(1)");
        page.Section("Description");
        page.Paragraph(
            "The file is JSON, in UTF-8. Every key may be left out. The first that gives a setting wins: the command "
            + "line, the environment, the profile, the top of the file, the default.");
        page.Paragraph("Unknown keys are errors. config.schema.json describes the file for editors.");
        page.Section("Settings");
        foreach (var setting in Settings.All.Where(one => !one.IsOptionOnly))
        {
            page.Term($"{ManualPage.Bold(setting.Key)} ({setting.Type.JsonType})", Meaning(setting));
        }

        page.Term(
            $"{ManualPage.Bold("profiles")} (object)",
            "Groups of settings by their names; --profile chooses one, which comes before the top of the file.");
        page.Section("Files");
        page.Term(
            ManualPage.Italic("~/.config/mqttdemo/config.json"),
            "The file, unless --config or MQTT_CONFIG names another. On Windows: %APPDATA%\\mqttdemo\\config.json.");
        page.Term(
            ManualPage.Italic("/etc/mqttdemo/config.json"),
            "The file for everybody, where there is neither that of the user nor one beside the program. On Windows: "
            + "%ProgramData%\\mqttdemo\\config.json.");
        page.Section("Examples");
        page.Example(
            "{", "  \"broker\": \"mqtts://broker.example.org\",", "  \"topic\": \"plant/line-1\",",
            "  \"profiles\": { \"here\": { \"broker\": \"localhost\", \"qos\": 1 } }", "}");
        page.SeeAlso(others);
        return page.Text;
    }

    static string Meaning(Setting setting)
    {
        var help = setting.Places.IsEmpty
            ? ""
            : setting.Places[0].Help.Replace("{program}-", "publisher- or subscriber-", StringComparison.Ordinal);
        var option = setting.Options.Count > 0 ? $" Its option: {setting.ShownOption}." : "";
        return $"{help} It must be {setting.Type.Expected}.{option}".TrimStart();
    }
}
