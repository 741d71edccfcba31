using System.Globalization;

namespace TrainingDynamics.Cli;

/// <summary>The options that choose epochs, the same on every verb that reads logs.</summary>
sealed class EpochOptionSet
{
    public const string Page = "--epochs-used A-B use epochs A to B; or --first N (--burn-out N), --skip N";

    readonly Option<string?> _used = new("--epochs-used");
    readonly Option<int?> _first = new("--burn-out", "--first");
    readonly Option<int?> _skip = new("--skip");

    public IReadOnlyList<Option> All => [_used, _first, _skip];

    public bool IsGiven(ParseResult parsed) =>
        parsed.GetValue(_used) is not null || parsed.GetValue(_first) is not null || parsed.GetValue(_skip) is not null;

    /// <summary>A request for the chosen epochs; for all of them where none were chosen.</summary>
    /// <exception cref="UsageException">The range is malformed, a number is out of its range, or both ways were used.</exception>
    public MetricsRequest Read(ParseResult parsed)
    {
        var (used, first, skip) = (parsed.GetValue(_used), parsed.GetValue(_first), parsed.GetValue(_skip));
        if (used is null)
        {
            return first is < 1 || skip is < 0
                ? throw new UsageException(first is < 1
                    ? Invariant($"--first is {first}, expected the number of epochs to use, at least 1")
                    : Invariant($"--skip is {skip}, expected the number of epochs to leave out, at least 0"))
                : new MetricsRequest { First = first, Skip = skip ?? 0 };
        }

        if (first is not null || skip is not null)
        {
            throw new UsageException($"{_used.Name} and {(first is null ? "--skip" : "--first")} are both given, expected one of them");
        }

        var (from, to) = Range(used);
        return new MetricsRequest { First = to, Skip = from - 1 };
    }

    /// <summary>First and last epoch, counted from 1, of <c>A-B</c>, <c>A-</c> (to the end: null) or <c>A</c> alone.</summary>
    /// <exception cref="UsageException">The text is none of these, or B is before A.</exception>
    public static (int From, int? To) Range(string text)
    {
        static bool Read(ReadOnlySpan<char> part, out int epoch) =>
            int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out epoch) && epoch > 0;

        var dash = text.IndexOf('-', StringComparison.Ordinal);
        var head = dash < 0 ? text : text[..dash];
        var tail = dash < 0 ? head : text[(dash + 1)..];
        if (Read(head, out var from))
        {
            if (tail.Length == 0)
            {
                return (from, null);
            }

            if (Read(tail, out var to) && to >= from)
            {
                return (from, to);
            }
        }

        throw new UsageException($"--epochs-used is '{text}', expected two epochs counted from 1, the first and the last, as 2-5");
    }
}
