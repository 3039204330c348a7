using System.Net.Sockets;

namespace MqttDemo.Client.Transport;

/// <summary>Waits for a socket, on the thread that asks.</summary>
static class SocketWaiting
{
    /// <summary>Returns when there is something, or the end. To dispose the socket ends it.</summary>
    public static void WaitFor(this ISocket socket, SelectMode what) => socket.WaitFor(what, Timeout.InfiniteTimeSpan);

    /// <summary>The same; false after the time. A wait for more than a moment ends the start.</summary>
    public static bool WaitFor(this ISocket socket, SelectMode what, TimeSpan longest)
    {
        if (MainThread.IsStarting)
        {
            if (socket.Poll(MainThread.Moment, what))
            {
                return true;
            }

            MainThread.EndStart();
            if (longest != Timeout.InfiniteTimeSpan && longest <= MainThread.Moment)
            {
                return false;
            }
        }

        return socket.Poll(longest, what);
    }
}
