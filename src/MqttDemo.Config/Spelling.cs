namespace MqttDemo.Config;

/// <summary>Finds what a person probably meant.</summary>
public static class Spelling
{
    /// <summary>
    /// The candidate closest to a word, or null when none is close: that has a third of its letters wrong and no more
    /// than three, begins with it, is its beginning or is short for it.
    /// </summary>
    /// <param name="word">What was typed.</param>
    /// <param name="candidates">What there is.</param>
    public static string? Nearest(string word, IEnumerable<string> candidates) => candidates
        .Select(candidate => (Candidate: candidate, Mistakes: Mistakes(word, candidate)))
        .Where(pair => pair.Mistakes is not null)
        .OrderBy(pair => pair.Mistakes)
        .ThenBy(pair => Math.Abs(pair.Candidate.Length - word.Length))
        .FirstOrDefault().Candidate;

    /// <summary>
    /// One wrong letter is nearer than a word that is not finished (--prot is --port, not --protocol-version), and that
    /// is nearer than two (--will is --will-topic, not --file). Two are nearer than a word with too much at its end
    /// (--output-drii is --output-dir, not --output), and that than what is only short for it (--msg is --message).
    /// </summary>
    static double? Mistakes(string word, string candidate)
    {
        var distance = Distance(word.ToLowerInvariant(), candidate.ToLowerInvariant());
        var beginning = (IsBeginning(word, candidate), IsBeginning(candidate, word)) switch
        {
            (true, _) => 1.5,
            (_, true) => 2.5,
            _ when IsShortFor(word, candidate) => 2.75,
            _ => double.PositiveInfinity,
        };
        var mistakes = distance <= Math.Clamp(word.Length / 3, 1, 3) ? Math.Min(distance, beginning) : beginning;
        return double.IsFinite(mistakes) ? mistakes : null;
    }

    /// <summary>Three letters begin too many words.</summary>
    static bool IsBeginning(string beginning, string word) =>
        beginning.Length > 3 && word.StartsWith(beginning, StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// The same first letter, and then some of the others in their order. Fewer than three letters, or than a third of
    /// them, are short for too many words.
    /// </summary>
    static bool IsShortFor(string word, string candidate)
    {
        var (letters, all) = (word.TrimStart('-').ToLowerInvariant(), candidate.TrimStart('-').ToLowerInvariant());
        if (letters.Length < 3 || letters.Length * 3 < all.Length || letters[0] != all[0])
        {
            return false;
        }

        var found = 0;
        foreach (var letter in all)
        {
            found += found < letters.Length && letters[found] == letter ? 1 : 0;
        }

        return found == letters.Length;
    }

    /// <summary>
    /// Letters to insert, to leave out, to exchange or to swap with their neighbour (the distance of Damerau and
    /// Levenshtein).
    /// </summary>
    static int Distance(string a, string b)
    {
        var distance = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                distance[i, j] = (i, j) switch
                {
                    (0, _) or (_, 0) => i + j,
                    _ => Math.Min(
                        distance[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1),
                        Math.Min(distance[i - 1, j], distance[i, j - 1]) + 1),
                };
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    distance[i, j] = Math.Min(distance[i, j], distance[i - 2, j - 2] + 1);
                }
            }
        }

        return distance[a.Length, b.Length];
    }
}
