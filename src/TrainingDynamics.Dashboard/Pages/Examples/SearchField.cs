using System.Globalization;

namespace TrainingDynamics.Dashboard.Pages.Examples;

/// <summary>The fields of a search: a name, an operator and a value without a space, as <c>conf&lt;0.1</c>; <c>-</c> or <c>not</c> before it negates.</summary>
static class SearchField
{
    /// <summary>For the status bar while a search is typed.</summary>
    public const string Hint = "Ctrl+R: regular expression · fields: gold:negative conf<0.1 right<2 -marked";

    // The longest first: < is the beginning of <=.
    static readonly string[] Operators = ["<=", ">=", "!=", "<", ">", "=", ":"];

    static readonly (string Name, Func<DynamicsData, MapMetrics, int, double> Of)[] Numbers =
    [
        ("conf", (_, metrics, row) => metrics.Confidence[row]), ("confidence", (_, metrics, row) => metrics.Confidence[row]),
        ("var", Variability), ("variability", Variability),
        ("right", (_, metrics, row) => metrics.Correctness[row]), ("correct", (_, metrics, row) => metrics.Correctness[row]),
        ("correctness", (_, metrics, row) => metrics.Correctness[row]),
        ("lost", Forgotten), ("forgetfulness", Forgotten),
        ("threshold_closeness", (_, metrics, row) => metrics.Confidence[row] * (1 - metrics.Confidence[row])),
    ];

    static readonly string[] Others = ["gold", "label", "pred", "guid", "region", "text", "marked", "unmarked"];

    /// <summary>The condition that a word states; null: it is text. A strict search refuses unknown fields where a word looks like one.</summary>
    /// <exception cref="SearchException">The field or its value is not valid.</exception>
    public static SearchTerm? Term(string word, bool isNegated, bool isStrict, Snapshot snapshot)
    {
        var (isOpposite, bare) = word.Length > 1 && word[0] == '-' ? (!isNegated, word[1..]) : (isNegated, word);
        if (bare.ToLowerInvariant() is "marked" or "unmarked")
        {
            return SearchTerm.OfMark(isOpposite != (bare.Length == "marked".Length));
        }

        var length = bare.TakeWhile(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_').Count();
        if (length == 0 || !char.IsAsciiLetter(bare[0]) || Operators.FirstOrDefault(one => bare.AsSpan(length).StartsWith(one, StringComparison.Ordinal)) is not { } sign)
        {
            return null;
        }

        var (name, value) = (bare[..length].ToLowerInvariant(), bare[(length + sign.Length)..]);
        var term = Named(name, sign, value, snapshot);
        return term is null && isStrict && LooksLikeField(sign, value)
            ? throw new SearchException($"no field is called {name}; there are conf, var, right, lost, {string.Join(", ", Others)} and the metrics of td metrics; \"{word}\" in quotation marks is text")
            : isOpposite ? term?.Negated() : term;
    }

    // "Note: …", "http://…" and "<3" are texts that people look for.
    static bool LooksLikeField(string sign, string value) =>
        sign == ":" ? value.Length > 0 && value[0] != '/' : double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    static SearchTerm? Named(string name, string sign, string value, Snapshot snapshot) => name switch
    {
        "gold" or "label" => Equal(name, sign, OfLabel(name, value, snapshot, (data, _, row) => data.Golds[row])),
        "pred" => Equal(name, sign, OfLabel(name, value, snapshot, Predicted(snapshot))),
        "guid" => Equal(name, sign, SearchTerm.OfGuid(Some(name, value, "50325"))),
        "text" => Equal(name, sign, SearchTerm.OfText(Some(name, value, "dull"), isNegated: false)),
        "region" => Equal(name, sign, OfRegion(value)),
        "lost" or "forgetfulness" when value == "never" => Equal(name, sign, SearchTerm.Of((_, metrics, row) => metrics.Correctness[row] == 0)),
        _ when Array.Find(Numbers, number => number.Name == name).Of is { } of && Compare(name, sign, value) is var holds =>
            SearchTerm.Of((data, metrics, row) => of(data, metrics, row) is var number && !double.IsNaN(number) && holds(number)),
        _ when MetricValues.Names.Contains(name) => SearchTerm.OfMetric(name, Compare(name, sign, value)),
        _ => null,
    };

    // Never learnt is no number but another case.
    static double Forgotten(DynamicsData data, MapMetrics metrics, int row) => metrics.Correctness[row] == 0 ? double.NaN : metrics.Forgetfulness[row];

    // Of one epoch it is 0 whatever the example.
    static double Variability(DynamicsData data, MapMetrics metrics, int row) => metrics.Epochs > 1 ? metrics.Variability[row] : double.NaN;

    static string Some(string name, string value, string example) =>
        value.Length > 0 ? value : throw new SearchException($"{name} has no value; expected one, as {name}:{example}");

    static SearchTerm Equal(string name, string sign, SearchTerm term) => sign switch
    {
        ":" or "=" => term,
        "!=" => term.Negated(),
        _ => throw new SearchException($"{name} is no number: found {name}{sign}, expected {name}: or {name}!="),
    };

    static SearchTerm OfLabel(string name, string value, Snapshot snapshot, Func<DynamicsData, MapMetrics, int, int> of)
    {
        var (names, shown) = (snapshot.LabelNames, snapshot.ShownNames);
        // One name may be another one in other letters, so that its own spelling goes first.
        var label = Enumerable.Range(0, names.Count).FirstOrDefault(i => names[i] == value || shown[i] == value, -1);
        label = label >= 0 ? label : Enumerable.Range(0, names.Count).FirstOrDefault(i => string.Equals(names[i], value, StringComparison.OrdinalIgnoreCase), -1);
        if (label < 0 && !int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out label))
        {
            var expected = names.Count > 0 ? $"one of {string.Join(", ", shown.Take(20))}" : "a class's number from 0";
            throw new SearchException($"{name}:{value} names no class; expected {expected}");
        }

        return SearchTerm.Of((data, metrics, row) => of(data, metrics, row) == label);
    }

    // Of more than two classes the columns in memory do not know which other one it was.
    static Func<DynamicsData, MapMetrics, int, int> Predicted(Snapshot snapshot) =>
        Math.Max(snapshot.LabelNames.Count, snapshot.Data?.Classes ?? 0) <= 2
            ? (data, metrics, row) => data.Epochs[metrics.Epochs - 1].Correct[row] ? data.Golds[row] : 1 - data.Golds[row]
            : throw new SearchException("pred is known of two classes alone; of more, right<1 finds what was never predicted correctly");

    static SearchTerm OfRegion(string value) => Enum.TryParse<Region>(value, ignoreCase: true, out var region) && region != Region.None && !char.IsAsciiDigit(value[0])
        ? SearchTerm.Of((_, metrics, row) => (metrics.Regions[row] & region) != 0)
        : throw new SearchException($"region:{value} is no region; expected easy, ambiguous or hard");

    static Func<double, bool> Compare(string name, string sign, string value)
    {
        if (!double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var to) || double.IsNaN(to))
        {
            throw new SearchException($"{name}{sign}{value}: expected a number behind {sign}, as {name}{sign}0.1");
        }

        return sign switch
        {
            "<" => number => number < to,
            "<=" => number => number <= to,
            ">" => number => number > to,
            ">=" => number => number >= to,
            "!=" => number => number != to,
            _ => number => number == to,
        };
    }
}
