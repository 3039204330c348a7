namespace MqttDemo.Config;

/// <summary>A file whose first line is a password.</summary>
/// <param name="Password">What it says, as <see cref="ByteText"/>: a password is bytes (MQTT 5, section
/// 3.1.3.6).</param>
/// <param name="ReadAgain">What it says later; null where it can be read only once, as a pipe.</param>
sealed record PasswordFile(string Password, Func<string>? ReadAgain)
{
    /// <exception cref="MqttDemoException">It cannot be read.</exception>
    public static PasswordFile Open(string path)
    {
        var (password, isPipe) = Read(path);
        return new(password, isPipe ? null : () => Read(path).Password);
    }

    static (string Password, bool IsPipe) Read(string path)
    {
        var (line, isPipe) = FileUse.Read($"the password file {path}", path, FirstLine, Settings.Login.PasswordFile);
        ReadOnlySpan<byte> password = line
            ?? throw new MqttDemoException(FailureKind.InputOutput, $"the password file {path} is empty").About(
                Settings.Login.PasswordFile);
        return (ByteText.Decode(password[ByteOrderMark.LengthIn(password)..]), isPipe);
    }

    static (byte[]? Line, bool IsPipe) FirstLine(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read);
        return (FirstLine(file), !file.CanSeek);
    }

    /// <summary>The bytes before the first line end; null when there is nothing at all.</summary>
    static byte[]? FirstLine(FileStream file)
    {
        var line = new List<byte>();
        var next = file.ReadByte();
        if (next < 0)
        {
            return null;
        }

        for (; next is >= 0 and not ('\r' or '\n'); next = file.ReadByte())
        {
            line.Add((byte)next);
        }

        return [.. line];
    }
}
