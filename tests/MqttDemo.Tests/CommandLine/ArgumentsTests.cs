using System.CommandLine;
using MqttDemo.CommandLine.Parsing;
using MqttDemo.Config;
using MqttDemo.Tests.Infra;

namespace MqttDemo.Tests.CommandLine;

public sealed class ArgumentsTests
{
    public static TheoryData<string[], string[]> Readings => new()
    {
        { ["-m", "x"], ["--message=x"] },
        { ["-m", "-t=x"], ["--message=-t=x"] },
        { ["-m", "--message"], ["--message=--message"] },
        { ["-m", "[x]"], ["--message=[x]"] },
        { ["-m", "@file"], ["--message=@file"] },
        { ["-mx"], ["--message=x"] },
        { ["-m=x"], ["--message=x"] },
        { ["--message=a=b"], ["--message=a=b"] },
        { ["--message="], ["--message="] },
        { ["-m", ""], ["--message="] },
        { ["-m", "\0"], ["--message=\0"] },
        { ["-rdm", "x"], ["--retain", "--debug", "--message=x"] },
        { ["-rmx"], ["--retain", "--message=x"] },
        { ["-topical"], ["--topic=opical"] },
        { ["-t", "a", "-t", "b"], ["--topic=a", "--topic=b"] },
        { ["-P"], ["--password"] },
        { ["-P", ""], ["--password="] },
        { ["-P", "-r"], ["--password", "--retain"] },
        { ["-P", "--message=x"], ["--password", "--message=x"] },
        { ["-P", "word"], ["--password=word"] },
        { ["-P", "-secret"], ["--password=-secret"] },
        {
            ["-D", "CONNECT", "User-Property", "Key", "Value", "-r"],
            ["--property=connect user-property Key Value", "--retain"]
        },
        { ["-D", "publish", "content-type", "a\0b"], ["--property=publish content-type  a\0b"] },
    };

    [Theory]
    [MemberData(nameof(Readings))]
    public void Every_argument_means_what_is_typed(string[] args, string[] expected)
    {
        var group = new Sample();
        var read = ArgumentReader.Read(args, Command(group));

        Assert.Equal(expected.Order(StringComparer.Ordinal), group.Describe(read).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("-m")]
    [InlineData("-x")]
    [InlineData("-rx")]
    [InlineData("--")]
    [InlineData("-")]
    [InlineData("word")]
    [InlineData("[x]")]
    [InlineData("-r", "true")]
    [InlineData("--retain=true")]
    [InlineData("-m", "a", "--message", "b")]
    [InlineData("-topic")]
    [InlineData("-topic=a")]
    [InlineData("-retain")]
    [InlineData("-D", "publish", "user-property", "key")]
    public void What_cannot_be_meant_is_refused(params string[] args) =>
        Assert.Equal(
            FailureKind.Usage, Assert.Throws<MqttDemoException>(() => ArgumentReader.Read(args, Command(new()))).Kind);

    [Fact]
    public void What_an_options_file_says_is_read_as_it_stands_there()
    {
        using var folder = new TemporaryFolder();
        var group = new Sample();

        var read = ArgumentReader.Read(
            ["-o", folder.File("options", "-m a\0b \n-t \n-P \n-D publish user-property a b c\n")], Command(group));

        Assert.Equal(
            ["--message=a\0b ", "--topic=", "--password", "--property=publish user-property a b c"],
            group.Describe(read));
    }

    [Theory]
    [InlineData(Programs.Publisher)]
    [InlineData(Programs.Request)]
    [InlineData(Programs.Subscriber)]
    public void Every_option_of_the_help_is_found_by_each_of_its_names_and_no_other_is(Programs program)
    {
        var command = program switch
        {
            Programs.Subscriber => Declared.Subscriber,
            Programs.Publisher => Declared.Publisher,
            _ => ArgumentReader.Read(["request"], Declared.Publisher).Command,
        };
        var all = command.Known.All.ToList();
        var settings = all.OfType<ISettingOption>().Select(option => option.Setting).Distinct();

        Assert.All(all, option => Assert.All(
            ((IReadOption)option).Names, name =>
                Assert.Same(option, command.Known.Find(name, out var found) ? found : null)));
        Assert.Equal(command.Known.Names.Distinct().Count(), command.Known.Names.Count());
        Assert.Equal(
            Settings.All.Where(setting => setting.PlaceIn(program) is not null).ToHashSet(), settings.ToHashSet());
    }

    static AppCommand Command(Sample group) => new("app", "", new([group], Programs.Publisher, "app"))
    {
        OptionsFile = group.File,
        Run = _ => Task.FromResult(0),
    };

    sealed class Sample : IOptionGroup
    {
        readonly Option<string?> message = NewOption.Value(SettingTypes.Text(), "", "--message", "-m");
        readonly Option<string[]> topics = NewOption.Texts("topic", "", "--topic", "-t");
        readonly Option<PropertyArgument[]> properties = NewOption.Property("", _ => [], "--property", "-D");
        readonly Option<bool>[] flags = [NewOption.Flag("", "--retain", "-r"), NewOption.Flag("", "--debug", "-d")];

        public Option<string?> File { get; } = NewOption.Value(SettingTypes.File, "", "--options-file", "-o");

        public string Title => "";

        public string HelpWord => "sample";

        public IReadOnlyList<string> Examples => [];

        public SettingGroup Group => SettingGroup.Login;

        public IReadOnlyList<Option> Options => [message, topics, properties, .. flags, File];

        /// <summary>What was read, one for each option.</summary>
        public string[] Describe(Arguments args) =>
        [
            .. args.GetValue(message) is { } text ? [$"--message={text}"] : (string[])[],
            .. args.GetValues(topics).Select(topic => $"--topic={topic}"),
            .. args.GivenSettings().Get(Settings.Login.Password) is { } word ? [$"--password={word}"] : (string[])[],
            .. args.Has(Settings.Login.Password) && args.GivenSettings() == SettingsLayer.None
                ? ["--password"]
                : (string[])[],
            .. args.GetValues(properties).Select(
                property => $"--property={property.Packet} {property.Name} {property.Key} {property.Value}"),
            .. flags.Where(args.Has).Select(flag => flag.Name),
        ];
    }
}
