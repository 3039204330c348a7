using System.Text.RegularExpressions;

namespace MqttDemo.Tests.House;

/// <summary>A file of the house, as far as its layers go.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Folder">Its folder with dots, without the name of the product.</param>
/// <param name="Namespace">Its namespace, the same way; empty where it has none.</param>
/// <param name="Code">It without comments and the content of strings.</param>
sealed partial record SourceFile(string Name, string Folder, string Namespace, string Code)
{
    /// <summary>Where everything is put together.</summary>
    public bool IsProgram => Name == "Program.cs";

    IReadOnlySet<string> Declares =>
        field ??= Declared().Matches(Code).Select(match => match.Groups[1].Value).ToHashSet();

    /// <summary>A property with the name of a type, but of another type: that type cannot be named here.</summary>
    IReadOnlySet<string> Hides => field ??= Properties().Matches(Code)
        .Where(match => match.Groups[1].Value != match.Groups[2].Value)
        .Select(match => match.Groups[2].Value).ToHashSet();

    IReadOnlySet<string> Foreign => field ??= Words().Matches(Code).Select(match => match.Value)
        .Where(word => !Declares.Contains(word) && !Hides.Contains(word)).ToHashSet();

    /// <summary>It names a type that another declares, and does not declare one of that name itself.</summary>
    public bool Names(SourceFile other) => other.Declares.Overlaps(Foreign);

    public static IEnumerable<SourceFile> ReadAll(string root)
    {
        foreach (var path in Directory.GetFiles(root, "*.cs", SearchOption.AllDirectories))
        {
            var code = Comments().Replace(Strings().Replace(File.ReadAllText(path), HolesOf), "");
            yield return new(
                Path.GetFileName(path),
                Short(Path.GetRelativePath(root, Path.GetDirectoryName(path)!).Replace('/', '.')),
                Short(Space().Match(code).Groups[1].Value),
                code);
        }
    }

    /// <summary>
    /// The folders it uses: by a using, by a full name, or because it names a type of a namespace around its own, for
    /// which C# needs neither.
    /// </summary>
    /// <param name="all">All files.</param>
    public IEnumerable<string> Uses(IReadOnlyList<SourceFile> all)
    {
        var around = all.Where(other => Folder.StartsWith(other.Folder + ".", StringComparison.Ordinal) && Names(other))
            .Select(other => other.Folder);
        return FullNames().Matches(Code).Select(match => NearestFolder(match.Groups[1].Value, all)).OfType<string>()
            .Concat(around).Where(used => used != Folder).Distinct();
    }

    /// <summary>Of a name such as Config.Settings.Tls the part that is a folder.</summary>
    static string? NearestFolder(string name, IReadOnlyList<SourceFile> all)
    {
        while (name.Length > 0 && !all.Any(file => file.Folder == name))
        {
            name = name.LastIndexOf('.') is > 0 and var dot ? name[..dot] : "";
        }

        return name.Length == 0 ? null : name;
    }

    /// <summary>What is left of a string: the names that its values begin with.</summary>
    static string HolesOf(Match literal) =>
        $"\"{string.Join(' ', Holes().Matches(literal.Value).Select(hole => hole.Groups[1].Value))}\"";

    static string Short(string name) => name.Replace("MqttDemo.", "", StringComparison.Ordinal);

    [GeneratedRegex(@"//[^\n]*")]
    private static partial Regex Comments();

    [GeneratedRegex(@"""(?:\\.|[^""\\\n])*""")]
    private static partial Regex Strings();

    [GeneratedRegex(@"\{(?:\()?(\w+)")]
    private static partial Regex Holes();

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Space();

    [GeneratedRegex(@"^(?:[a-z]+ )*(?:class|record struct|record|struct|enum|interface) (\w+)", RegexOptions.Multiline)]
    private static partial Regex Declared();

    [GeneratedRegex(@"\b([A-Z]\w*|string|bool|int|uint|long|byte)[>?\]]* ([A-Z]\w+)(?= \{ get|[,)]| =>)")]
    private static partial Regex Properties();

    [GeneratedRegex(@"(?<![\w.])[A-Z]\w+")]
    private static partial Regex Words();

    [GeneratedRegex(@"(?<!^namespace )\bMqttDemo\.([A-Z][\w.]*)", RegexOptions.Multiline)]
    private static partial Regex FullNames();
}
