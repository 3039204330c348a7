using System.Security.Cryptography;
using System.Text;
using CsCheck;
using MqttDemo.Client.Topics;
using MqttDemo.Client.Transport;
using MqttDemo.CommandLine.Parsing;
using MqttDemo.Config;
using MqttDemo.Publisher.Sources;
using MqttDemo.Tests.Infra;

namespace MqttDemo.Tests.Hostile;

/// <summary>
/// Whatever is typed, read or received, our parsers take it or say in a sentence why not, and never anything else.
/// CsCheck prints the seed of a failure.
/// </summary>
public sealed class Parsers
{
    internal static readonly Gen<string> AnyText = Gen.OneOf(
        Gen.String, Gen.String[Gen.Char["abc:/@%,[]#+$\0 \n\u202e=-0123456789."], 0, 40]);

    static readonly string[] Words = [
        "-m", "-t", "-b", "-q", "-l", "--delimiter", "-P", "--", "-", "--message=", "[x]", "@file", "-rdm", "--help=",
        "-V", "5"];

    // A number alone is refused as a host.
    static readonly Gen<string> Host = Gen.String[Gen.Char["abcxyz019-."], 1, 20].Where(
        host => host != "embedded" && !host.All(char.IsAsciiDigit));

    [Fact]
    public void A_broker_address_is_understood_or_refused_in_a_sentence() =>
        AnyText.Sample(text => Tries(() => BrokerReference.ParseList(text)), iter: 20_000);

    [Fact]
    public void A_broker_address_that_we_print_is_one_that_we_read() =>
        Gen.Select(Host, Gen.Int[1, 65535], Gen.Bool).Sample((host, port, isTls) =>
    {
        var address = new BrokerAddress(isTls ? BrokerScheme.Tls : BrokerScheme.Tcp, host, port);
        return BrokerReference.Parse(address.ToString()).Address == address;
    });

    [Fact]
    public void A_password_in_a_URL_is_read_back_whatever_it_is_and_shown_nowhere() =>
        Gen.Select(Gen.String[1, 30], Host).Sample((random, host) =>
    {
        // A marker that cannot be part of anything else; unpaired surrogates are no text.
        var password = "se~cret" + Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(random));
        var good = BrokerReference.Parse($"mqtt://me:{Uri.EscapeDataString(password)}@{host}/topic");
        var settings = new ConnectionSettings([good.Address], "id", good.Credentials);
        var layer = Layer.Of(("broker", $"mqtt://me:{Uri.EscapeDataString(password)}@{host}"), ("password", password));
        string[] shown = [
            good.ToString(), good.Credentials!.ToString(), settings.ToString(),
            new MqttSettings(settings, "t", "m").ToString(), layer.ToString(),
            Error(() => BrokerReference.Parse($"mqtt://me:{password}@{host}:99999"))];
        return good.Credentials.Password == password
            && shown.All(text => !text.Contains("se~cret", StringComparison.Ordinal));
    });

    [Fact]
    public void A_config_file_is_understood_or_refused_in_a_sentence() => Gen.OneOf(
        AnyText, Mutated(
            """{ "broker": "b", "port": 1, "topic": "t", "tls": true, "profiles": { "a": { "keepAlive": 2, "connectTimeout": 1.5 } } }"""))
        .Sample(text => Tries(() => ConfigFile.Parse(Encoding.UTF8.GetBytes(text), "config.json")), iter: 20_000);

    [Fact]
    public void Settings_from_any_layer_are_complete_or_refused_in_a_sentence() =>
        Gen.Select(AnyText, AnyText, Gen.Int[0, 65535], Gen.UInt, Gen.Double[0.1, 86400], Gen.Bool).Sample(
            (broker, id, number, seconds, timeout, flag) => Tries(() => SettingsCheck.Complete(
            Layer.Of(
                ("broker", broker.Length == 0 ? "localhost" : broker), ("topic", id), ("message", "m"),
                ("port", flag ? Math.Max(1, number) : null), ("clientId", id),
                ("keepAlive", number), ("sessionExpiry", seconds), ("connectTimeout", Math.Round(timeout, 3)),
                ("tls", flag), ("keepSession", flag), ("username", id),
                ("password", flag ? broker : null)),
            "publisher",
            () => "0",
            _ => new("", null))), iter: 5_000);

    [Fact]
    public void A_value_of_any_setting_is_understood_or_refused_in_words() =>
        Gen.Select(Gen.OneOf(AnyText, Gen.Double.Select(number => $"{number}")), Gen.Int[0, Settings.All.Length - 1])
        .Sample((text, i) =>
        {
            var (value, expected) = Settings.All[i].Read(text);
            return (value is null) == (expected is { Length: > 2 });
        }, iter: 20_000);

    [Fact]
    public void A_topic_filter_is_taken_or_refused_and_matches_without_fail() =>
        Gen.Select(AnyText, AnyText).Sample((filter, topic) =>
    {
        _ = TopicFilter.Defect(filter);
        _ = TopicName.Defect(topic);
        return TopicFilter.Defect(filter) is not null
            || TopicName.Defect(topic) is not null
            || TopicFilter.Matches(filter, topic) == MatchesByLevels(filter, topic);
    }, iter: 20_000);

    [Fact]
    public void A_command_line_is_understood_or_refused_in_a_sentence()
    {
        var word = Gen.OneOf(AnyText, Gen.Int[0, Words.Length - 1].Select(index => Words[index]));
        Gen.Select(word.Array[0, 6], Gen.Bool).Sample((args, isPublisher) =>
        {
            var command = isPublisher ? Declared.Publisher : Declared.Subscriber;
            Tries(() => ArgumentReader.Read(args, command));
        }, iter: 2_000);
    }

    [Fact]
    public void Records_are_what_is_between_the_delimiters_however_the_bytes_come_in() => Gen.Select(
        Gen.Byte[97, 100].Array[0, 200], Gen.Byte[97, 99].Array[1, 3], Gen.Int[1, 7]).Sample(
            (bytes, delimiter, chunk) =>
    {
        using var source = new DelimitedRecords(new ChunkedStream(bytes, chunk), delimiter);
        var records = new List<byte[]>();
        while (source.Fill())
        {
            while (source.TryTake(out var record, out _))
            {
                records.Add(record.ToArray());
            }
        }

        return records.Select(Convert.ToHexString).SequenceEqual(Split(bytes, delimiter).Select(Convert.ToHexString));
    }, iter: 3_000);

    [Fact]
    public void A_revocation_list_is_understood_or_refused_in_a_sentence() => Gen.Byte.Array[0, 200].Sample(
        bytes => Tries(() => new RevokedCertificates().Add(PemEncoding.WriteString("X509 CRL", bytes), "ca.pem")),
        iter: 5_000);

    /// <summary>Does it, or refuses with a sentence of ours; any other exception fails the test.</summary>
    static void Tries(Action action) => Error(action);

    static string Error(Action action)
    {
        try
        {
            action();
            return "";
        }
        catch (MqttDemoException e)
        {
            Assert.True(Enum.IsDefined(e.Kind) && e.Message.Length > 10, e.Message);
            return $"{e.Message} {e.Hint}";
        }
    }

    internal static Gen<string> Mutated(string text) =>
        Gen.Select(Gen.Int[0, text.Length - 1], Gen.Int[0, 5], Gen.String[Gen.Char["{}[]\":,0-nullx\0"], 0, 5])
        .Select((at, length, insert) => text.Remove(at, Math.Min(length, text.Length - at)).Insert(at, insert));

    /// <summary>The rules of section 4.7 in the plainest way.</summary>
    static bool MatchesByLevels(string filter, string topic)
    {
        var wanted =
            (filter.StartsWith("$share/", StringComparison.Ordinal) ? filter.Split('/', 3)[2] : filter).Split('/');
        var levels = topic.Split('/');
        if (topic.StartsWith('$') && wanted[0] is "+" or "#" && topic.StartsWith('$'))
        {
            return false;
        }

        for (var i = 0; i < wanted.Length; i++)
        {
            if (wanted[i] == "#")
            {
                return true;
            }

            if (i >= levels.Length || (wanted[i] != "+" && wanted[i] != levels[i]))
            {
                return false;
            }
        }

        return wanted.Length == levels.Length;
    }

    static IEnumerable<byte[]> Split(byte[] bytes, byte[] delimiter)
    {
        var start = 0;
        while (true)
        {
            var found = bytes.AsSpan(start).IndexOf(delimiter);
            if (found < 0)
            {
                break;
            }

            yield return bytes[start..(start + found)];
            start += found + delimiter.Length;
        }

        if (start < bytes.Length)
        {
            yield return bytes[start..];
        }
    }
}
