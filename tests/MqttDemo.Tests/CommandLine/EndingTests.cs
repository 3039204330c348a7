using MqttDemo.CommandLine;

namespace MqttDemo.Tests.CommandLine;

/// <summary>When and why a run ends.</summary>
public sealed class EndingTests
{
    [Fact]
    public void The_first_reason_counts()
    {
        var ending = new Ending(TimeProvider.System);

        ending.End(ExitCode.TimedOut);
        ending.End(ExitCode.Interrupted);

        Assert.Equal((ExitCode.TimedOut, true), (ending.Reason, ending.Token.IsCancellationRequested));
    }

    [Fact]
    public void What_is_settled_ends_nothing_and_no_time_that_runs_out_later_changes_it()
    {
        var ending = new Ending(TimeProvider.System);

        ending.Settle(ExitCode.Done);
        Assert.False(ending.Token.IsCancellationRequested);
        ending.End(ExitCode.TimedOut);

        Assert.Equal((ExitCode.Done, true), (ending.Reason, ending.Token.IsCancellationRequested));
    }

    [Fact]
    public void The_first_failure_is_reported()
    {
        var ending = new Ending(TimeProvider.System);

        ending.Fail(new InvalidOperationException("first"));
        ending.Fail(new InvalidOperationException("second"));

        Assert.True(ending.Token.IsCancellationRequested);
        Assert.Equal("first", Assert.Throws<InvalidOperationException>(ending.ThrowIfFailed).Message);
    }
}
