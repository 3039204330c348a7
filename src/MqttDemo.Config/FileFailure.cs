namespace MqttDemo.Config;

/// <summary>Why a file cannot be used, in a few words. .NET's own sentences name its path once more, and say of a folder that access is denied.</summary>
public static class FileFailure
{
    /// <summary>The reason, as the end of a sentence.</summary>
    /// <param name="path">The file, or the folder.</param>
    /// <param name="failure">What was thrown when it was opened.</param>
    public static string Reason(string path, Exception failure) => failure switch
    {
        FileNotFoundException or DirectoryNotFoundException => "it is not there",
        UnauthorizedAccessException when Directory.Exists(path) => "it is a folder",
        UnauthorizedAccessException => "permission denied",
        _ => failure.Message.TrimEnd('.'),
    };
}
