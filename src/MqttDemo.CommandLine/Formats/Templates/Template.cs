namespace MqttDemo.CommandLine.Formats.Templates;

/// <summary>What -F says, parsed once into the parts that a message is written with.</summary>
public sealed class Template
{
    Template(List<TemplatePart> parts)
    {
        (Parts, NeedsTime) = ([.. parts], parts.Exists(part => part.NeedsTime));
        var last = Parts.Length - (Parts is [.., LiteralPart { IsLineEnd: true }] ? 2 : 1);
        if (Parts.ElementAtOrDefault(last) is PayloadPart payload)
        {
            payload.EndsTemplate = true;
        }
    }

    internal TemplatePart[] Parts { get; }

    /// <summary>Something in it says when a message came.</summary>
    internal bool NeedsTime { get; }

    /// <summary>It has a line end of its own at its end.</summary>
    internal bool EndsLine => Parts is [.., LiteralPart { EndsLine: true }];

    /// <exception cref="MqttDemo.Config.MqttDemoException">It is invalid (exit code 2).</exception>
    public static Template Parse(string text) => new(new TemplateParser(text).Parse());
}
