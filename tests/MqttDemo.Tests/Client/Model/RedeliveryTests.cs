namespace MqttDemo.Tests.Client.Model;

/// <summary>QoS 1 in every rhythm of breaks: a broker in memory, virtual time, and chance.</summary>
public sealed class RedeliveryTests
{
    const int Seeds = 600;

    [Fact]
    public void Whatever_the_rhythm_of_breaks_all_is_acknowledged_in_time_and_runs_once_for_each_break_in_it()
    {
        var first = Scale.Seeded().Next(int.MaxValue - Seeds);
        for (var seed = first; seed < first + Seeds; seed++)
        {
            var random = new Random(seed);
            var settings = ModelSettings.Draw(random);
            var run = new ModelRun(settings, random);
            try
            {
                Check(run);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                Assert.Fail($"seed {seed}, {settings}: {e.Message}");
            }
        }
    }

    static void Check(ModelRun run)
    {
        var settings = run.Settings;
        var limit = CanRecognise(settings) ? Limit(settings) : Math.Min(Limit(settings), 500 * settings.Life);
        var isOver = run.Run(limit);
        if (CanRecognise(settings))
        {
            var acknowledged = $"{run.Broker.Acknowledged.Count} of {settings.Messages} acknowledged";
            Assert.True(isOver, $"not over after {run.Time:0} and {run.Breaks} breaks, {acknowledged}");
        }

        CheckRuns(run);
        if (isOver)
        {
            CheckNothingIsLost(run);
        }
    }

    /// <summary>
    /// A broker that sends a message again as if it were a new one: what takes longer than its connections live can
    /// come to no end.
    /// </summary>
    static bool CanRecognise(ModelSettings settings) => settings.Repetition != Repetition.OtherIdentifierWithoutDup;

    /// <summary>Of equal messages nobody can tell which of them was dealt with, so they count together.</summary>
    static void CheckRuns(ModelRun run)
    {
        for (var content = 0; content < run.Settings.Contents; content++)
        {
            int[] alike = Alike(run, content);
            var begun = run.Total(run.Subscriber.Begun, content);
            var breaks = alike.Sum(run.BreaksInHand);
            Assert.True(begun <= alike.Length + breaks, $"{content}: begun {begun} times, {breaks} breaks");
            if (CanRecognise(run.Settings))
            {
                var lost = alike.Sum(run.LostAcknowledgements);
                Assert.True(begun <= alike.Length + lost, $"{content}: begun {begun} times, {lost} PUBACKs lost");
            }
        }
    }

    static void CheckNothingIsLost(ModelRun run)
    {
        using (run.Subscriber.Gate.Enter())
        {
            Assert.False(run.Subscriber.Inbox.IsFull);
        }

        for (var content = 0; content < run.Settings.Contents; content++)
        {
            // Each of them once at least, so that nothing is lost; with the session lost too.
            var here = Alike(run, content).Count(run.Arrived.Contains);
            var done = run.Total(run.Subscriber.Done, content);
            Assert.True(done >= here, $"of {here} messages {content} that came {done} were dealt with");
        }

        foreach (var message in run.Arrived.Where(message => message < 0))
        {
            Assert.Equal(1, run.Subscriber.Done.GetValueOrDefault(message));
        }
    }

    static int[] Alike(ModelRun run, int content) =>
        [.. Enumerable.Range(0, run.Settings.Messages).Where(message => run.Broker.ContentOf(message) == content)];

    /// <summary>The work, and what the connections and the breaks leave of the time.</summary>
    static double Limit(ModelSettings settings)
    {
        var jobs = settings.IsWrittenInBlocks ? 1 : Math.Min(settings.Jobs, settings.Window);
        var life = Math.Max(settings.Life, 4);
        var work = settings.Messages * ((settings.TimePerMessage / jobs) + (4.0 / settings.Window));
        var share = Math.Max(life - 3, 1) / (life + (2 * settings.Outage));
        return ((3 * work) + (20 * (settings.TimePerMessage + settings.Outage + 10))) / share;
    }
}
