using System.Text;
using CsCheck;
using MqttDemo.CommandLine.Output;

namespace MqttDemo.Tests.CommandLine;

public sealed class TopicFolderTests
{
    static readonly Gen<string> AnyTopic = Gen.OneOf(
        Gen.String, Gen.String[Gen.Char["abA.-_/%+~: \0\\é☃"], 0, 30], Gen.String[Gen.Char["a./☃"], 200, 1200]);

    [Theory]
    [InlineData("sensor/1/temperature", "sensor/1/temperature")]
    [InlineData("zimmer/küche", "zimmer/küche")]
    [InlineData("厨房/온도", "厨房/온도")]
    [InlineData("Zimmer/Küche", "%5Aimmer/%4Büche")]
    [InlineData("a.b-c_d", "a.b-c_d")]
    [InlineData("..", "%2E%2E")]
    [InlineData("../../etc/passwd", "%2E%2E/%2E%2E/etc/passwd")]
    [InlineData("/etc", "%/etc")]
    [InlineData("a//b/", "a/%/b/%")]
    [InlineData(".hidden/./x", "%2Ehidden/%2E/x")]
    [InlineData("a b\\c:d+e%f", "a%20b%5Cc%3Ad%2Be%25f")]
    [InlineData("☃\n", "%E2%98%83%0A")]
    public void The_folder_of_a_topic_can_be_recognised(string topic, string folder) =>
        Assert.Equal(folder, TopicFolder.Of(topic));

    [Theory]
    [InlineData("a", "A")]
    [InlineData("küche", "KÜCHE")]
    [InlineData("σ", "ς")]
    [InlineData("x", "x.")]
    [InlineData("x", "x ")]
    public void Topics_that_a_file_system_takes_for_one_have_folders_that_differ_in_more(string one, string other) =>
        Assert.NotEqual(Folded(TopicFolder.Of(one)), Folded(TopicFolder.Of(other)));

    [Theory]
    [InlineData("con", "%63on")]
    [InlineData("CON", "%43%4F%4E")]
    [InlineData("a/nul/b", "a/%6Eul/b")]
    [InlineData("aux.txt", "%61ux.txt")]
    [InlineData("prn.", "%70rn%2E")]
    [InlineData("com1", "%63om1")]
    [InlineData("lpt9.tar.gz", "%6Cpt9.tar.gz")]
    [InlineData("console", "console")]
    [InlineData("com10", "com10")]
    [InlineData("conin$", "conin%24")]
    [InlineData("com¹", "com%C2%B9")]
    public void No_folder_has_the_name_of_a_device_of_Windows(string topic, string folder) =>
        Assert.Equal(folder, TopicFolder.Of(topic));

    /// <summary>ß is ss to macOS, the long s is s, the sign of Kelvin is K; then letters that can be written in two
    /// ways.</summary>
    [Theory]
    [InlineData("straße", "stra%C3%9Fe")]
    [InlineData("\u017F", "%C5%BF")]
    [InlineData("\u212A", "%E2%84%AA")]
    [InlineData("u\u0308", "u%CC%88")]
    [InlineData("\u1112\u1161", "%E1%84%92%E1%85%A1")]
    [InlineData("\uF900", "%EF%A4%80")]
    public void Of_letters_that_a_file_system_takes_for_others_only_the_bytes_are_in_a_name(
        string topic, string folder) =>
        Assert.Equal(folder, TopicFolder.Of(topic));

    [Fact]
    public void A_topic_that_is_too_long_for_a_file_system_is_cut_and_still_has_a_folder_of_its_own()
    {
        var (level, path) = (new string('x', 300), string.Join('/', Enumerable.Repeat("abc", 5000)));

        Assert.StartsWith("xxxxxxxxxxxxxxxxxxxx%-", TopicFolder.Of(level), StringComparison.Ordinal);
        Assert.StartsWith("abc%2Fabc%2Fabc%2Fabc%2Fabc%2F%-", TopicFolder.Of(path), StringComparison.Ordinal);
        Assert.NotEqual(TopicFolder.Of(level), TopicFolder.Of(level + "y"));
    }

    [Fact]
    public void The_folder_of_a_long_topic_stays_what_it_was() =>
        Assert.Equal("xxxxxxxxxxxxxxxxxxxx%-086d4a1c293bde318dc1fec9a21b9d82", TopicFolder.Of(new string('x', 250)));

    [Fact]
    public void No_topic_leaves_the_folder_or_takes_the_name_of_a_file_in_it() => AnyTopic.Sample(topic =>
    {
        var folder = TopicFolder.Of(topic);
        return Path.GetFullPath(Path.Combine("/top/folder", folder)) == $"/top/folder/{folder}"
            && Encoding.UTF8.GetByteCount(folder) <= 500
            && folder.Split('/').All(
                level => Encoding.UTF8.GetByteCount(level) is > 0 and <= 255
                    && level[0] != '.'
                    && !level.Contains('+', StringComparison.Ordinal)
                    && !level.Any(char.IsControl));
    }, iter: 20_000);

    [Fact]
    public void Different_topics_have_different_folders() => Gen.Select(AnyTopic, AnyTopic).Sample((one, other) =>
        (Folded(TopicFolder.Of(one)) == Folded(TopicFolder.Of(other))) == (Sound(one) == Sound(other)), iter: 20_000);

    /// <summary>As a file system without case compares names, and one that leaves out dots and blanks at the
    /// end.</summary>
    static string Folded(string name) => name.ToUpperInvariant().TrimEnd('.', ' ');

    /// <summary>As it comes out of UTF-8: half a surrogate pair is no letter.</summary>
    static string Sound(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
