namespace MqttDemo.CommandLine.Streams;

/// <summary>
/// Our parent may have closed a standard stream (<c>2&gt;&amp;-</c>). The next thing to be opened would get its
/// number, a connection to a broker for instance, and then what we say. So each is taken by /dev/null: to be written to
/// for stderr, and only to be read for stdout, where writing is to fail.
/// </summary>
static class ClosedDescriptors
{
    const int ReadOnly = 0;
    const int WriteOnly = 1;

    public static void Take()
    {
        for (var descriptor = 0; descriptor <= 2 && !OperatingSystem.IsWindows(); descriptor++)
        {
            if (DescriptorStatus.Of(descriptor) < 0)
            {
                // The lowest free number is given out, which is this one.
                _ = Libc.open("/dev/null", descriptor == 2 ? WriteOnly : ReadOnly);
            }
        }
    }
}
