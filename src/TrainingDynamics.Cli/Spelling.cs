namespace TrainingDynamics.Cli;

/// <summary>What somebody who mistyped a name meant.</summary>
static class Spelling
{
    /// <summary>
    /// The name that the fewest letters tell from what was given, letters inserted, left out, replaced or swapped with the next one;
    /// null where none is near: at most one letter in three may differ. A name that begins with all that was given is near too.
    /// </summary>
    /// <param name="given">What was typed.</param>
    /// <param name="names">What there is; of several that are equally near, the first.</param>
    public static string? Nearest(string given, IEnumerable<string> names)
    {
        ArgumentNullException.ThrowIfNull(given);
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
