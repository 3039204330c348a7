namespace MqttDemo.Config;

/// <summary>The use of a file or a folder: the only place that says why it cannot be used.</summary>
public static class FileUse
{
    /// <summary>Uses a file that has to be there.</summary>
    /// <typeparam name="T">What comes of it.</typeparam>
    /// <param name="what">What the file is, with its name.</param>
    /// <param name="path">Where it is.</param>
    /// <param name="read">What is done with it.</param>
    /// <param name="settings">The settings that name it.</param>
    /// <exception cref="MqttDemoException">It cannot be read.</exception>
    public static T Read<T>(string what, string path, Func<string, T> read, params IReadOnlyList<Setting> settings) =>
        Try(path, read, e => Failure($"{what} cannot be read: {Reason(path, e)}", e, settings));

    /// <summary>Uses a file that need not be there before.</summary>
    /// <typeparam name="T">What comes of it.</typeparam>
    /// <param name="what">What the file is, with its name.</param>
    /// <param name="path">Where it is.</param>
    /// <param name="write">What is done with it.</param>
    /// <param name="settings">The settings that name it.</param>
    /// <exception cref="MqttDemoException">It cannot be written.</exception>
    public static T Write<T>(string what, string path, Func<string, T> write, params IReadOnlyList<Setting> settings) =>
        Try(path, write, e => Failure($"{what} cannot be written: {WriteReason(path, e)}", e, settings));

    /// <summary>Uses a folder that has to be there.</summary>
    /// <typeparam name="T">What comes of it.</typeparam>
    /// <param name="what">What the folder is, with its name.</param>
    /// <param name="path">Where it is.</param>
    /// <param name="read">What is done with it.</param>
    /// <param name="settings">The settings that name it.</param>
    /// <exception cref="MqttDemoException">It cannot be read.</exception>
    public static T ReadFolder<T>(
        string what, string path, Func<string, T> read, params IReadOnlyList<Setting> settings) =>
        Try(path, read, e => Failure($"{what} cannot be read: {FolderReason(path, e)}", e, settings));

    /// <summary>Makes a folder, where it does not exist, and files in it.</summary>
    /// <param name="what">What the folder is, with its name.</param>
    /// <param name="path">Where it is.</param>
    /// <param name="write">What is done with it.</param>
    /// <exception cref="MqttDemoException">It cannot be written.</exception>
    public static void WriteFolder(string what, string path, Action<string> write) => Try(
        path,
        folder =>
        {
            write(folder);
            return folder;
        },
        e => Failure($"{what} cannot be written: {FolderReason(path, e, forWriting: true)}", e, []));

    /// <summary>What is thrown by a file that is open, and fails.</summary>
    /// <param name="e">It.</param>
    public static bool IsFailure(Exception e) => e is IOException or UnauthorizedAccessException;

    /// <summary>The same as an error: it cannot be read any further.</summary>
    /// <param name="what">What the file is.</param>
    /// <param name="e">What was thrown.</param>
    public static MqttDemoException Unreadable(string what, Exception e) =>
        Failure($"{what} cannot be read: {e.Message}", e, []);

    /// <summary>It cannot be written any further.</summary>
    /// <param name="what">What the file is.</param>
    /// <param name="e">What was thrown.</param>
    public static MqttDemoException Unwritable(string what, Exception e) =>
        Failure($"{what} cannot be written: {e.Message}", e, []);

    static T Try<T>(string path, Func<string, T> use, Func<Exception, MqttDemoException> explain)
    {
        try
        {
            return use(path);
        }
        catch (Exception e) when (IsFailure(e) || e is ArgumentException)
        {
            // A path that cannot be one is an argument to .NET.
            throw explain(e);
        }
    }

    static MqttDemoException Failure(string sentence, Exception e, IReadOnlyList<Setting> settings) =>
        new MqttDemoException(FailureKind.InputOutput, sentence, cause: e).About(settings);

    static string Reason(string path, Exception failure) => failure switch
    {
        _ when path.Length == 0 => "its name is empty",
        _ when IsMissing(failure) => "it does not exist",
        UnauthorizedAccessException when Directory.Exists(path) => "it is a folder",
        _ => SystemReason(failure),
    };

    static string WriteReason(string path, Exception failure) => failure switch
    {
        _ when path.Length == 0 || !IsMissing(failure) => Reason(path, failure),
        _ when Obstacle(path) is { } obstacle => obstacle,
        _ when Directory.Exists(Around(path).FirstOrDefault()) => Refusal(path, "file"),
        _ => "its folder does not exist",
    };

    static string FolderReason(string path, Exception failure, bool forWriting = false) => failure switch
    {
        _ when path.Length == 0 => "its name is empty",
        PathTooLongException or ArgumentException or UnauthorizedAccessException => SystemReason(failure),
        _ when Directory.Exists(path) => forWriting && IsMissing(failure)
            ? $"no file can be made in '{path}'"
            : SystemReason(failure),
        _ when new FileInfo(path).LinkTarget is not null => "it is a link that leads to no folder",
        _ when File.Exists(path) => "it is a file",
        _ when Obstacle(path) is { } obstacle => obstacle,
        _ when IsMissing(failure) => forWriting ? Refusal(path, "folder") : "it does not exist",
        _ => SystemReason(failure),
    };

    static bool IsMissing(Exception failure) => failure is FileNotFoundException or DirectoryNotFoundException;

    /// <summary>.NET's own sentences name the path once more, and say of a folder that access is denied.</summary>
    static string SystemReason(Exception failure) => failure switch
    {
        PathTooLongException => "its name is too long",
        UnauthorizedAccessException => "permission denied",
        _ => failure.Message.Split(" : '")[0].TrimEnd('.'),
    };

    /// <summary>Nothing is in the way, but the folder that is there takes nothing: /proc.</summary>
    /// <param name="path">Where it was to be.</param>
    /// <param name="what">What it was to be.</param>
    static string Refusal(string path, string what) => Around(path).FirstOrDefault(Directory.Exists) is { } folder
        ? $"no {what} can be made in '{folder}'"
        : "its drive does not exist";

    /// <summary>The file that stands where a folder of the path would be; null is none.</summary>
    static string? Obstacle(string path) =>
        Around(path).TakeWhile(folder => !Directory.Exists(folder)).FirstOrDefault(File.Exists) is { } file
            ? $"'{file}' is not a folder"
            : null;

    /// <summary>The folder around it, the one around that, and so on.</summary>
    static IEnumerable<string> Around(string path)
    {
        for (var folder = Path.GetDirectoryName(Path.GetFullPath(path)); folder is not null;
            folder = Path.GetDirectoryName(folder))
        {
            yield return folder;
        }
    }
}
