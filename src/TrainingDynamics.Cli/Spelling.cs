namespace TrainingDynamics.Cli;

/// <summary>The name that somebody mistyped.</summary>
static class Spelling
{
    /// <summary>
    /// The nearest name: the one with the fewest letters inserted, omitted, replaced or swapped with the next one, at most one in three;
    /// else the first name that begins with what was given; null where there is neither.
    /// </summary>
    public static string? Nearest(string given, IEnumerable<string> names)
    {
        var known = names.ToList();
        var letters = given.TrimStart('-').Length;
        var near = known.Select(name => (Name: name, Edits: Distance(given, name)))
            .Where(one => one.Edits <= Math.Max(1, (letters + 2) / 3))
            .OrderBy(one => one.Edits)
            .Select(one => one.Name)
            .FirstOrDefault();
        return letters < 2 ? null : near ?? known.FirstOrDefault(name => name.StartsWith(given, StringComparison.Ordinal));
    }

    /// <summary><c>; did you mean 'x'?</c> for a message, or nothing.</summary>
    public static string DidYouMean(string given, IEnumerable<string> names) =>
        Nearest(given, names) is { } name ? $"; did you mean '{name}'?" : "";

    // The optimal string alignment distance: three rows of the table are enough.
    static int Distance(string a, string b)
    {
        var (before, last, row) = (new int[b.Length + 1], Enumerable.Range(0, b.Length + 1).ToArray(), new int[b.Length + 1]);
        for (var i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                row[j] = Math.Min(replaced, 1 + Math.Min(last[j], row[j - 1]));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    row[j] = Math.Min(row[j], 1 + before[j - 2]);
                }
            }

            (before, last, row) = (last, row, before);
        }

        return last[b.Length];
    }
}
