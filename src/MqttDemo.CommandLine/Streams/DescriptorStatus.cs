namespace MqttDemo.CommandLine.Streams;

/// <summary>How a file descriptor was opened.</summary>
static class DescriptorStatus
{
    const int GetStatus = 3;
    const int AccessMode = 3;

    /// <summary>The flags of open(2); negative where nothing is open under this number.</summary>
    public static int Of(int descriptor) => Libc.fcntl(descriptor, GetStatus);

    public static bool IsReadOnly(int descriptor) =>
        Of(descriptor) is >= 0 and var status && (status & AccessMode) == 0;
}
