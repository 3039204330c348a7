using System.Reflection;
using System.Text.RegularExpressions;
using MqttDemo.Tests.Infra;

namespace MqttDemo.Tests.EndToEnd;

/// <summary>docs/mosquitto.md has every option of mosquitto's programs, and says of each what is so.</summary>
public sealed partial class DropIn
{
    /// <summary>What mosquitto 2.1 takes and the help of 2.0.11 does not tell (client_shared.c).</summary>
    static readonly string[] Untold =
    [
        "--debug", "--disable-clean-session", "--file", "--filter-out", "--host", "--id", "--id-prefix", "--keepalive",
        "--latency", "--message", "--message-rate", "--no-tls",
        "--null-message", "--port", "--property", "--protocol-version", "--pw", "--qos", "--retain",
        "--retain-as-published", "--retain-handling", "--stdin-file", "--stdin-line",
        "--tls-keylog", "--topic", "--unsubscribe", "--url", "--username", "--verbose", "--version", "--watch", "--ws",
        "-S", "-o", "-w",
    ];

    static readonly string[] Tests =
        [
            .. typeof(DropIn).Assembly.GetTypes()
                .SelectMany(type => type.GetMethods())
                .Where(method => method.GetCustomAttributes<FactAttribute>().Any())
                .Select(method => $"{method.DeclaringType!.Name}.{method.Name}")];

    static readonly Row[] Rows = [
        .. Table().Matches(File.ReadAllText(Path.Combine(Executables.Repository, "docs", "mosquitto.md")))
            .Select(Row.Of)];

    [Theory]
    [InlineData("pub")]
    [InlineData("sub")]
    [InlineData("rr")]
    public async Task Every_option_of_a_program_stands_in_the_table(string program)
    {
        await using var theirs = App.Start(Executables.Installed($"mosquitto_{program}"), ["--help"]);
        var told = Option().Matches((await theirs.ExitAsync()).Out).Select(match => match.Groups[1].Value).ToHashSet();
        Assert.InRange(told.Count, 30, 100);

        Assert.Empty(told.Except(Rows.Where(row => row.Programs.Contains(program)).SelectMany(row => row.Options)));
    }

    [Fact]
    public void Every_option_of_2_1_stands_in_the_table_once_with_a_test_that_exists()
    {
        var all = Rows.SelectMany(row => row.Options).ToList();

        Assert.Empty(Untold.Except(all));
        Assert.Equal(all.Count, all.Distinct().Count());
        Assert.Empty(Rows.Select(row => row.Test).Except(Tests));
        Assert.Empty(Rows.Select(row => row.Verdict).Except(["same", "better", "left out"]));
    }

    [Theory]
    [InlineData("pub", "publisher")]
    [InlineData("sub", "subscriber")]
    [InlineData("rr", "publisher", "request")]
    public async Task What_is_not_left_out_is_in_the_help_of_our_program(
        string program, string ours, params string[] words)
    {
        await using var run = App.Start(
            ours == "publisher" ? Executables.Publisher : Executables.Subscriber, [.. words, "--help", "all"]);
        var help = Option().Matches((await run.ExitAsync()).Out).Select(match => match.Groups[1].Value).ToHashSet();

        Assert.Empty(
            Rows.Where(row => row.Verdict != "left out" && row.Programs.Contains(program))
                .SelectMany(row => row.Options)
                .Except(help));
    }

    public static TheoryData<string> LeftOut =>
        [.. Rows.Where(row => row.Verdict == "left out").SelectMany(row => row.Options)];

    [Theory]
    [MemberData(nameof(LeftOut))]
    public async Task What_is_left_out_says_so(string option)
    {
        (await InProcess.PublishAsync([option, "x"])).ShouldFail(
            ExitCode.Usage, $"mosquitto's {option} is not supported here",
            option.StartsWith("--psk", StringComparison.Ordinal) ? "--cert with --key" : "--key takes the key");
        (await InProcess.SubscribeAsync(option, "x")).ShouldFail(
            ExitCode.Usage, $"mosquitto's {option} is not supported here");
    }

    public static TheoryData<string> Publishing =>
    [
        "-h localhost", "--host localhost", "-i me", "--id me", "-I mine-", "--id-prefix mine-", "-k 5",
        "--keepalive 5", "-M 20",
        "--nodelay", "-q 1", "--qos 2", "--quiet", "-V mqttv5", "-V mqttv311", "-V mqttv31", "-V 5", "-V 311",
        "--protocol-version 31",
        "-x 10", "-x -1 -i me", "-x ∞ -i me", "-r", "--retain", "-u somebody", "--username somebody",
        "--disable-clean-session -i me", "--repeat 1",
        "-L mqtt://localhost:PORT/t", "--url mqtt://localhost:PORT/t",
        "--will-topic w --will-payload x --will-qos 1 --will-retain",
        "-D publish user-property a b", "--property publish content-type c",
    ];

    [Theory]
    [MemberData(nameof(Publishing))]
    public async Task An_option_of_mosquitto_pub_does_what_it_does_there(string options)
    {
        var args = options.Split(' ');
        await using var broker = await Mosquitto.StartAsync();
        string[] where = args[0] is "-L" or "--url" ? [] : ["-p", $"{broker.Port}", "-t", "t"];
        string[] line = [
            .. where, "-m", "x",
            .. args.Select(arg => arg.Replace("PORT", $"{broker.Port}", StringComparison.Ordinal))];
        await using var subscriber = await App.SubscribedAsync(
            "-p", $"{broker.Port}", "-h", "localhost", "-q", "2", "-t", "t", "--retain-as-published", "-C", "2", "-F",
            "%t %p %q %r %C %P");

        await using var theirs = App.Start(Executables.Installed("mosquitto_pub"), line);
        Assert.Equal(0, (await theirs.ExitAsync()).Code);
        await Until.TrueAsync(() => subscriber.OutputSoFar.Length > 0, "the message of mosquitto_pub");
        (
            await App.PublishAsync(
                where.Length > 0 && !line.Contains("-h") && !line.Contains("--host")
                    ? ["-h", "localhost", .. line]
                    : line))
            .ShouldBeSilentSuccess();

        var lines = (await subscriber.ExitAsync()).Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.Equal(lines[0], lines[1]);
    }

    public static TheoryData<string> Subscribing =>
    [
        "-t a", "--topic a", "-t a -t b/+", "-t # -T a", "-t # --filter-out b/#", "-t a -U b/# -c -i SAME",
        "-t # --unsubscribe b/# -c -i SAME", "-t $share/group/b/#", "-t a -R", "-t # --retained-only", "-t # -q 2",
        "-t # -k 10", "-t # -V mqttv311", "-t # --retain-as-published -V 5",
        "-t # -x 5 -V 5", "-t # -I mine-", "-t # --quiet", "-t # -D subscribe subscription-identifier 7",
    ];

    [Theory]
    [MemberData(nameof(Subscribing))]
    public async Task An_option_of_mosquitto_sub_does_what_it_does_there(string options)
    {
        var args = options.Split(' ');
        await using var broker = await Mosquitto.StartAsync();
        foreach (var (topic, payload) in ((string, string)[])[("a", "kept a"), ("b/c", "kept b")])
        {
            (await App.PublishAsync(["-b", broker.Address, "-t", topic, "-m", payload, "-r", "-q", "1"]))
                .ShouldBeSilentSuccess();
        }

        // Both end when nothing has come for a while: mosquitto_sub by -W only.
        string[] line = ["-h", "localhost", "-p", $"{broker.Port}", "-v", "-F", "%t %p %q %r %S", .. args];
        await using var theirs = App.Start(
            Executables.Installed("mosquitto_sub"), [.. line.Select(arg => arg == "SAME" ? "theirs" : arg), "-W", "2"]);
        await using var ours = App.Subscriber([.. line.Select(arg => arg == "SAME" ? "ours" : arg), "-W", "2"]);

        var (expected, result) = (await theirs.ExitAsync(), await ours.ExitAsync());
        Assert.Equal(expected.Out, result.Out);
        Assert.Equal(args.Contains("--retained-only") ? 0 : expected.Code, result.Code);
    }

    [GeneratedRegex(@"^\| ((?:`-[^`]+` ?)+) \| ([a-z ]+) \| ([a-z ]+) \|(.*)\| `([^`]*)` \|$", RegexOptions.Multiline)]
    private static partial Regex Table();

    /// <summary>An option in a help text: not the minus of a word or of a number.</summary>
    [GeneratedRegex(@"(?<![\w\-'""])(--[a-z][a-z0-9-]+|-[A-Za-z])(?![\w-])")]
    private static partial Regex Option();

    sealed record Row(string[] Options, string[] Programs, string Verdict, string Test)
    {
        public static Row Of(Match match) => new(
            [.. match.Groups[1].Value.Split(['`', ' '], StringSplitOptions.RemoveEmptyEntries)],
            match.Groups[2].Value.Split(' '), match.Groups[3].Value, match.Groups[5].Value);
    }
}
