namespace MqttDemo.Config;

/// <summary>Finds what a person probably meant.</summary>
public static class Spelling
{
    /// <summary>The candidate closest to a word, or null when none is close (a third of its letters at most).</summary>
    /// <param name="word">What was typed.</param>
    /// <param name="candidates">What there is.</param>
    public static string? Nearest(string word, IEnumerable<string> candidates)
    {
        var nearest = candidates.Select(candidate => (Candidate: candidate, Distance: Distance(word, candidate))).MinBy(pair => pair.Distance);
        return nearest.Candidate is not null && nearest.Distance <= Math.Max(1, word.Length / 3) ? nearest.Candidate : null;
    }

    /// <summary>Levenshtein's distance, letter case ignored.</summary>
    static int Distance(string a, string b)
    {
        var previous = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var current = new int[b.Length + 1];
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var substitution = previous[j - 1] + (char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1);
                current[j] = Math.Min(substitution, Math.Min(previous[j], current[j - 1]) + 1);
            }

            previous = current;
        }

        return previous[^1];
    }
}
