namespace MqttDemo.Client.Session;

/// <summary>
/// Lets packets gather while they come thick and fast, as the drivers of network cards do: to be woken for every few of
/// them costs more than to handle them, and takes the processor from the broker. Whether that helps depends on the
/// broker, on its window and on the machine, so it is tried: on a busy connection the ways to wait for the next read
/// (<see cref="ReadPace"/>) compete for the most packets in the same time, again and again. A connection that is not
/// busy is read at once.
/// </summary>
/// <param name="now">The time of the first look, in milliseconds.</param>
sealed class ReadPacing(double now)
{
    /// <summary>
    /// Long enough for many packets, and short beside any time that somebody waits for a message.
    /// </summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1);

    /// <summary>Over how long the traffic is measured, in milliseconds.</summary>
    const double Glance = 4;

    /// <summary>From how many packets a millisecond on a connection is busy.</summary>
    const double Busy = 8;

    /// <summary>
    /// How long one pace is measured, in milliseconds: several time slices of a scheduler on a machine whose processors
    /// are all in use.
    /// </summary>
    const double Heat = 16;

    /// <summary>After a contest that has changed nothing, the next one is so far off, in milliseconds.</summary>
    const double ShortestTerm = 64;

    /// <summary>A contest costs a part of two heats.</summary>
    const double LongestTerm = 1024;

    /// <summary>A pace that is better by less may just have been lucky.</summary>
    const double Better = 1.1;

    /// <summary>A pause that brings as much in less time of the processor is better than none.</summary>
    const double AsGood = 0.97;

    /// <summary>
    /// A pace that brings less than this part of what another has brought is given up after a glance: the window of the
    /// other side may be used up long before a pause is over.
    /// </summary>
    const double AtLeast = 0.5;

    /// <summary>How many heats in a row a challenger must win.</summary>
    const int Wins = 2;

    readonly GatheredBytes gathered = new();
    ReadPace champion = ReadPace.AtOnce;
    ReadPace challenger = ReadPace.AtOnce;

    // By the champion, just now.
    ReadPace? beaten;
    double championRate;

    // At once, as the first look has found it; until the pace that has begun then is measured too.
    double? firstRate;
    double since = now;
    double nextContest;
    double term = ShortestTerm;
    long packets;
    int wins;
    bool isBusy;
    bool isFirst;

    /// <summary>How the next read is waited for.</summary>
    public ReadPace Pace { get; private set; } = ReadPace.AtOnce;

    /// <summary>How many bytes <see cref="ReadPace.Gathering"/> waits for.</summary>
    public int Bytes => gathered.Target;

    /// <summary>Takes note of what a read has brought.</summary>
    /// <param name="count">How many packets.</param>
    /// <param name="bytes">How many bytes.</param>
    /// <param name="isComplete">All the bytes that were waited for had come before the pause was over.</param>
    /// <param name="now">The time, in milliseconds.</param>
    public void OnRead(int count, long bytes, bool isComplete, double now)
    {
        if (Pace == ReadPace.Gathering)
        {
            gathered.OnRead(bytes, isComplete, now);
        }

        if (isFirst)
        {
            // What it has brought gathered at another pace.
            (isFirst, since, packets) = (false, now, 0);
            return;
        }

        packets += count;
        var elapsed = now - since;
        if (elapsed >= Heat || (elapsed >= Glance && IsClear(packets / elapsed)))
        {
            OnMeasured(packets / elapsed, now);
            (since, packets) = (now, 0);
        }
    }

    /// <summary>A glance is enough.</summary>
    bool IsClear(double rate) =>
        !isBusy || firstRate is not null || (Pace != champion && rate < championRate * AtLeast);

    void OnMeasured(double rate, double now)
    {
        if (rate < Busy && Pace == ReadPace.AtOnce)
        {
            Rest();
        }
        else if (firstRate is { } before)
        {
            OnBegun(rate, before, now);
        }
        else if (rate < Busy && Pace == champion)
        {
            // It may be this pace that is slow: where the window is small, what it brings fits into one pause.
            (champion, wins) = (ReadPace.AtOnce, 0);
            EndContest(now);
            Take(champion);
        }
        else if (!isBusy)
        {
            // Mostly the best; the others get their turn soon.
            (isBusy, champion, nextContest, firstRate) = (true, ReadPace.Pausing, now + ShortestTerm, rate);
            Take(champion);
        }
        else if (Pace == champion)
        {
            OnChampionMeasured(rate, now);
        }
        else if (rate < championRate * (champion == ReadPace.AtOnce ? AsGood : Better))
        {
            Challenge(Next(challenger), now);
        }
        else
        {
            OnWon(rate, now);
        }
    }

    /// <summary>The pause with which a busy connection begins has been measured too.</summary>
    void OnBegun(double rate, double before, double now)
    {
        firstRate = null;
        if (rate < before * AtLeast)
        {
            (champion, beaten, championRate) = (ReadPace.AtOnce, ReadPace.Pausing, before);
            BeginContest(now);
        }
    }

    void Rest()
    {
        (isBusy, champion, beaten, firstRate, term) = (false, ReadPace.AtOnce, null, null, ShortestTerm);
        Take(ReadPace.AtOnce);
    }

    void OnChampionMeasured(double rate, double now)
    {
        championRate = rate;
        if (wins > 0)
        {
            Take(challenger);
        }
        else if (now >= nextContest)
        {
            BeginContest(now);
        }
    }

    void BeginContest(double now) => Challenge(Next(champion), now);

    /// <summary>Lets another pace try; when all have tried, the champion goes on for a term.</summary>
    void Challenge(ReadPace pace, double now)
    {
        wins = 0;
        challenger = pace == beaten ? Next(pace) : pace;
        if (challenger == champion)
        {
            EndContest(now);
        }

        Take(challenger);
    }

    /// <summary>The next one is a term away, which grows.</summary>
    void EndContest(double now)
    {
        beaten = null;
        nextContest = now + term;
        term = Math.Min(2 * term, LongestTerm);
    }

    void OnWon(double rate, double now)
    {
        if (++wins < Wins)
        {
            Take(champion);
            return;
        }

        (beaten, champion, championRate, term) = (champion, challenger, rate, ShortestTerm);
        BeginContest(now);
    }

    void Take(ReadPace pace)
    {
        isFirst = pace != Pace;
        Pace = pace;
    }

    static ReadPace Next(ReadPace pace) => pace switch
    {
        ReadPace.AtOnce => ReadPace.Pausing,
        ReadPace.Pausing => ReadPace.Gathering,
        _ => ReadPace.AtOnce,
    };
}
