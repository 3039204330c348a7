namespace MqttDemo.Config;

/// <summary>Why a file or a folder cannot be used, in a few words. .NET's own sentences name its path once more, and say of a folder that access is denied.</summary>
public static class FileFailure
{
    /// <summary>The reason, as the end of a sentence.</summary>
    /// <param name="path">The file.</param>
    /// <param name="failure">What was thrown when it was opened.</param>
    public static string Reason(string path, Exception failure) => failure switch
    {
        _ when path.Length == 0 => "its name is empty",
        FileNotFoundException or DirectoryNotFoundException => "it is not there",
        UnauthorizedAccessException when Directory.Exists(path) => "it is a folder",
        UnauthorizedAccessException => "permission denied",
        _ => failure.Message.TrimEnd('.'),
    };

    /// <summary>The same for a file that is to be made, and need not be there before.</summary>
    /// <param name="path">The file.</param>
    /// <param name="failure">What was thrown when it was opened.</param>
    public static string WriteReason(string path, Exception failure) => failure is DirectoryNotFoundException ? "its folder is not there" : Reason(path, failure);

    /// <summary>The same for a folder.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="failure">What was thrown when it was read, made or written to.</param>
    public static string FolderReason(string path, Exception failure) => failure switch
    {
        _ when path.Length == 0 => "its name is empty",
        _ when File.Exists(path) => "it is a file",
        DirectoryNotFoundException => "it is not there",
        UnauthorizedAccessException => "permission denied",
        _ => failure.Message.TrimEnd('.'),
    };
}
