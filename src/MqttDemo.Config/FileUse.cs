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
        Try(path, write, e =>
    {
        var reason = e is DirectoryNotFoundException ? "its folder does not exist" : Reason(path, e);
        return Failure($"{what} cannot be written: {reason}", e, settings);
    });

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

    /// <summary>Makes files in a folder.</summary>
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
        e => Failure($"{what} cannot be written: {FolderReason(path, e)}", e, []));

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

    /// <summary>.NET's own sentences name the path once more, and say of a folder that access is denied.</summary>
    static string Reason(string path, Exception failure) => failure switch
    {
        _ when path.Length == 0 => "its name is empty",
        FileNotFoundException or DirectoryNotFoundException => "it does not exist",
        UnauthorizedAccessException when Directory.Exists(path) => "it is a folder",
        UnauthorizedAccessException => "permission denied",
        _ => failure.Message.TrimEnd('.'),
    };

    static string FolderReason(string path, Exception failure) => failure switch
    {
        _ when path.Length == 0 => "its name is empty",
        _ when File.Exists(path) => "it is a file",
        DirectoryNotFoundException => "it does not exist",
        UnauthorizedAccessException => "permission denied",
        _ => failure.Message.TrimEnd('.'),
    };
}
