namespace MqttDemo.CommandLine.Help;

/// <summary>Something that the help can be asked for.</summary>
/// <param name="Word">What is typed after --help.</param>
/// <param name="Meaning">What it is about, in a few words.</param>
/// <param name="Text">Makes its page.</param>
sealed record HelpTopic(string Word, string Meaning, Func<string> Text)
{
    /// <summary>The word that asks for every option.</summary>
    public const string Everything = "all";

    /// <summary>It stands in the list of topics; the others are found otherwise.</summary>
    public bool IsListed { get; init; } = true;
}
