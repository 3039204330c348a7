using MqttDemo.Tests.Infra;

namespace MqttDemo.Tests.Hostile;

/// <summary>
/// A password is told to the broker and to nobody else. (What is printed of records and errors: <see cref="Parsers"/>.)
/// </summary>
public sealed class Secrets
{
    const string Secret = "open-sesame";

    public static TheoryData<int, string[], string> Runs => new()
    {
        { 0, ["--help"], "Usage" },
        { 3, [], "no broker answers" },
        { 2, ["--keepalive", "x"], "--keepalive takes" },
        { 3, ["--debug"], "no broker answers" },
    };

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task It_is_in_no_help_or_error_wherever_it_comes_from(int code, string[] args, string words)
    {
        using var folder = new TemporaryFolder();
        var config = folder.File(
            "config.json",
            $$"""{ "broker": "mqtt://me:{{Secret}}@127.0.0.1:1", "password": "{{Secret}}", "username": "me" }""");
        var environment = new Dictionary<string, string> { ["MQTT_PASSWORD"] = Secret, ["MQTT_CONFIG"] = config };

        await using var app = App.Start(Executables.Publisher, args, environment: environment);
        var result = await app.FinishAsync();

        Assert.Equal(code, result.Code);
        Assert.Contains(words, result.Out + result.Error, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Secret, result.Out + result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ \"password\": [\"open-sesame\"] }")]
    [InlineData("{ \"password\": \"open-sesame }")]
    [InlineData("{ \"passwort\": \"open-sesame\" }")]
    public async Task It_is_in_no_error_about_the_file_it_stands_in(string json)
    {
        using var folder = new TemporaryFolder();

        var result = await InProcess.PublishAsync(["--config", folder.File("config.json", json)]);

        Assert.Equal((2, ""), (result.Code, result.Out));
        Assert.DoesNotContain(Secret, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_not_in_the_process_list_unless_it_was_typed_there()
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("password", Secret + "\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead);
        await using var broker = new ScriptedBroker();
        await using var publisher = App.Publisher("-b", broker.Address, "-u", "me", "--password-file", file, "-q", "1");
        var connection = await (await broker.AcceptAsync()).HandshakeAsync();

        var commandLine = await File.ReadAllTextAsync(
            $"/proc/{publisher.Id}/cmdline", TestContext.Current.CancellationToken);

        Assert.Equal(Secret, System.Text.Encoding.UTF8.GetString(connection.Connect!.Password));
        Assert.Contains("--password-file", commandLine, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, commandLine, StringComparison.Ordinal);
    }
}
