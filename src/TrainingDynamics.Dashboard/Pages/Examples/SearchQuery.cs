using System.Text.RegularExpressions;

namespace TrainingDynamics.Dashboard.Pages.Examples;

/// <summary>
/// A search as it is typed: text, fields and marks; an example has to meet all of them. <c>a dull film conf&lt;0.1 -marked</c> is the text <c>a
/// dull film</c> and two conditions.
/// </summary>
sealed class SearchQuery
{
    readonly ImmutableArray<SearchTerm> _terms;

    SearchQuery(string text, bool isRegex, ImmutableArray<SearchTerm> terms) => (Text, IsRegex, _terms) = (text, isRegex, terms);

    /// <summary>As typed; never empty.</summary>
    public string Text { get; }

    public bool IsRegex { get; }

    /// <summary>The metrics in it that are computed from the logs, names of <see cref="MetricValues.Names"/>.</summary>
    public IEnumerable<string> Metrics => _terms.Select(term => term.Metric).OfType<string>().Distinct();

    public bool ReadsTexts => _terms.Any(term => term.ReadsText);

    public bool ReadsMarks => _terms.Any(term => term.ReadsMarks);

    /// <summary>Reads a line; null when it is blank. Regular expressions ignore case.</summary>
    /// <exception cref="SearchException">It is malformed; the message says where and what is expected.</exception>
    public static SearchQuery? Parse(string text, bool isRegex, Snapshot snapshot)
    {
        var terms = ImmutableArray.CreateBuilder<SearchTerm>();
        var words = Words(text, isRegex);
        for (var i = 0; i < words.Count;)
        {
            // "not" is a word of the texts too.
            var isNot = i + 1 < words.Count && words[i].Text.Equals("not", StringComparison.OrdinalIgnoreCase);
            var word = words[isNot ? i + 1 : i];
            if (!word.IsQuoted && SearchField.Term(word.Text, isNot, !isRegex, snapshot) is { } term)
            {
                terms.Add(term);
                i += isNot ? 2 : 1;
                continue;
            }

            if (words[i].IsQuoted)
            {
                terms.Add(SearchTerm.OfText(words[i].Text, words[i].IsNegated));
                i++;
                continue;
            }

            // Words beside each other are one text with the spaces between them.
            var first = i++;
            while (i < words.Count && !words[i].IsQuoted && !IsTerm(words, i, isRegex, snapshot))
            {
                i++;
            }

            var phrase = text[words[first].Start..words[i - 1].End];
            terms.Add(isRegex ? SearchTerm.OfPattern(Pattern(phrase)) : SearchTerm.OfText(phrase, isNegated: false));
        }

        return terms.Count == 0 ? null : new SearchQuery(text, isRegex, terms.DrainToImmutable());
    }

    /// <summary>
    /// Tests whether a row meets all conditions, by the metrics of the epochs in question; null while a metric is not computed yet.
    /// </summary>
    public Func<int, bool>? Over(Snapshot snapshot, MapMetrics metrics)
    {
        if (Metrics.Any(name => snapshot.MetricOf(name, metrics.Epochs) is null))
        {
            return null;
        }

        var conditions = _terms.Select(term => term.Over(snapshot, metrics)).ToArray();
        return row => Array.TrueForAll(conditions, condition => condition(row));
    }

    static bool IsTerm(List<Word> words, int i, bool isRegex, Snapshot snapshot) =>
        SearchField.Term(words[i].Text, false, !isRegex, snapshot) is not null
        || (i + 1 < words.Count && words[i].Text.Equals("not", StringComparison.OrdinalIgnoreCase) && !words[i + 1].IsQuoted
            && SearchField.Term(words[i + 1].Text, true, !isRegex, snapshot) is not null);

    // Without backtracking its time grows with the text alone, whatever the pattern.
    static Regex Pattern(string pattern)
    {
        try
        {
            return new Regex(pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
        }
        catch (ArgumentException e)
        {
            throw new SearchException($"no regular expression: {e.Message}; Ctrl+R searches for the text as it stands");
        }
        catch (NotSupportedException)
        {
            throw new SearchException("a regular expression here has neither look-around nor back-references");
        }
    }

    // A quotation mark begins a text, also behind a field's colon; in a regular expression it is a letter.
    static List<Word> Words(string text, bool isRegex)
    {
        var words = new List<Word>();
        for (var i = 0; i < text.Length;)
        {
            if (char.IsWhiteSpace(text[i]))
            {
                i++;
                continue;
            }

            var (start, quotes) = (i, 0);
            while (i < text.Length && (quotes % 2 == 1 || !char.IsWhiteSpace(text[i])))
            {
                quotes += !isRegex && text[i] == '"' ? 1 : 0;
                i++;
            }

            if (quotes % 2 == 1)
            {
                throw new SearchException($"column {start + 1}: found a quotation mark without its end");
            }

            var word = text[start..i];
            var isNegated = word.StartsWith("-\"", StringComparison.Ordinal);
            words.Add(!isRegex && (isNegated || word[0] == '"')
                ? new Word(word[(isNegated ? 1 : 0)..].Replace("\"", "", StringComparison.Ordinal), start, i, IsQuoted: true, isNegated)
                : new Word(quotes > 0 && word.Contains(':', StringComparison.Ordinal) ? word.Replace("\"", "", StringComparison.Ordinal) : word, start, i));
        }

        return words;
    }

    readonly record struct Word(string Text, int Start, int End, bool IsQuoted = false, bool IsNegated = false);
}

sealed class SearchException(string message) : Exception(message);
