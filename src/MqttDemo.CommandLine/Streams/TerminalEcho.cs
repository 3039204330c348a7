using System.ComponentModel;
using System.Runtime.InteropServices;

namespace MqttDemo.CommandLine.Streams;

/// <summary>
/// Whether a terminal shows what is typed. Not by <see cref="Console.ReadKey(bool)"/>, which also switches the keypad
/// to another mode, and leaves it there.
/// </summary>
static class TerminalEcho
{
    const int Descriptor = 0;
    const int AtOnce = 0;

    /// <summary>ECHO, and room for struct termios of any system.</summary>
    const byte Echo = 8;
    const int Room = 256;

    /// <summary>ICANON, which stands in another byte on macOS.</summary>
    static readonly (int Place, byte Bit) ByLines = OperatingSystem.IsMacOS() ? (1, (byte)1) : (0, (byte)2);

    /// <summary>Where c_lflag stands, behind three flags that are longer on macOS.</summary>
    static int LocalFlags => 3 * (OperatingSystem.IsMacOS() ? sizeof(ulong) : sizeof(uint));

    /// <summary>How the terminal that is our input is now.</summary>
    /// <exception cref="IOException">It cannot be found out.</exception>
    public static byte[] Settings()
    {
        var settings = new byte[Room];
        Check(Libc.tcgetattr(Descriptor, settings));
        return settings;
    }

    /// <summary>The same, but that it shows nothing.</summary>
    public static byte[] Without(byte[] settings)
    {
        var silent = settings.ToArray();
        silent[LocalFlags] &= unchecked((byte)~Echo);
        return silent;
    }

    /// <exception cref="IOException">The terminal does not take them.</exception>
    public static void Set(byte[] settings) => Check(Libc.tcsetattr(Descriptor, AtOnce, settings));

    /// <summary>The same, but it shows nothing and passes on each key at once.</summary>
    public static byte[] ForKeys(byte[] settings)
    {
        var keys = Without(settings);
        keys[LocalFlags + ByLines.Place] &= (byte)~ByLines.Bit;
        return keys;
    }

    static void Check(int result)
    {
        if (result != 0)
        {
            throw new IOException(new Win32Exception(Marshal.GetLastPInvokeError()).Message);
        }
    }
}
