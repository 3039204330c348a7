namespace MqttDemo.Config;

/// <summary>The programs, as far as their settings differ.</summary>
[Flags]
public enum Programs
{
    /// <summary>None of them.</summary>
    None = 0,

    /// <summary>The publisher.</summary>
    Publisher = 1,

    /// <summary>The publisher's command that waits for replies.</summary>
    Request = 2,

    /// <summary>The subscriber.</summary>
    Subscriber = 4,

    /// <summary>Both commands of the publisher.</summary>
    Publishing = Publisher | Request,

    /// <summary>Those that write what they receive.</summary>
    Writing = Request | Subscriber,

    /// <summary>All of them.</summary>
    All = Publisher | Request | Subscriber,
}
