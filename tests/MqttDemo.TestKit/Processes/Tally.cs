namespace MqttDemo.TestKit.Processes;

/// <summary>
/// Counts the numbers in a stream of lines while it grows, so that nobody has to read all of it again to know how far
/// it is.
/// </summary>
sealed class Tally
{
    readonly HashSet<int> seen = [];
    int number;
    bool isNumber = true;
    bool hasDigits;
    volatile int distinct;
    volatile int highest;

    public int Distinct => distinct;

    public int Highest => highest;

    public void Add(ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes)
        {
            if (value == '\n')
            {
                EndLine();
            }
            else
            {
                isNumber &= char.IsAsciiDigit((char)value) && number < int.MaxValue / 10;
                hasDigits = true;
                number = isNumber ? (10 * number) + (value - '0') : 0;
            }
        }
    }

    void EndLine()
    {
        if (isNumber && hasDigits && seen.Add(number))
        {
            highest = Math.Max(highest, number);
            distinct = seen.Count;
        }

        (number, isNumber, hasDigits) = (0, true, false);
    }
}
