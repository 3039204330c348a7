using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace MqttDemo.Client;

/// <summary>
/// One lock for all that belongs together: a session, or the embedded broker. No thread waits while it holds it, not
/// for the network and not for another thread. What needs it asserts in Debug that it is held; Release builds leave the
/// check out.
/// </summary>
class Gate
{
    readonly Lock held = new();

    /// <summary>Held until that is disposed.</summary>
    public Lock.Scope Enter() => held.EnterScope();

    /// <summary>This thread holds it.</summary>
    [Conditional("DEBUG")]
    public void AssertHeld() => Debug.Assert(held.IsHeldByCurrentThread, "called without the gate");

    /// <summary>This thread is about to wait, or to call somebody who may.</summary>
    [Conditional("DEBUG")]
    public void AssertNotHeld() => Debug.Assert(!held.IsHeldByCurrentThread, "waits with the gate held");

    /// <summary>
    /// A value that is to be read with the gate held. Static, so that a Release build keeps nothing of it.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Held<T>(Gate gate, T value)
    {
        gate.AssertHeld();
        return value;
    }
}
