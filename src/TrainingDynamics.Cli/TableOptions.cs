namespace TrainingDynamics.Cli;

/// <summary>The options that say how a file of data separates and quotes its fields, and what its columns are.</summary>
sealed class TableOptions
{
    readonly Option<string?> _delimiter = new("--delimiter");
    readonly Option<string?> _quoting = new("--quoting");
    readonly Option<string?> _textColumn = new("--text-column");
    readonly Option<string?> _pairColumn = new("--text-pair-column", "--pair-column");
    readonly Option<string?> _labelColumn = new("--label-column");
    readonly Option<string?> _guidColumn = new("--guid-column");

    public IReadOnlyList<Option> All => [_delimiter, _quoting, _textColumn, _pairColumn, _labelColumn, _guidColumn];

    /// <summary>For a verb to which the texts do not matter.</summary>
    public IReadOnlyList<Option> WithoutTexts => [_delimiter, _quoting, _labelColumn, _guidColumn];

    public bool NamesColumns(ParseResult parsed) => parsed.FirstGiven([_textColumn, _pairColumn, _labelColumn, _guidColumn]) is not null;

    /// <summary>A request for a file with what the options say; null what they do not.</summary>
    /// <exception cref="UsageException">The delimiter is not a single character, or the quoting is not known.</exception>
    public OwnFilesRequest Of(ParseResult parsed, string file, string? validationFile = null) => new(file, validationFile)
    {
        Form = FormOf(parsed),
        TextColumn = parsed.GetValue(_textColumn),
        PairColumn = parsed.GetValue(_pairColumn),
        LabelColumn = parsed.GetValue(_labelColumn),
        GuidColumn = parsed.GetValue(_guidColumn),
    };

    TableForm FormOf(ParseResult parsed) => new(
        parsed.GetValue(_delimiter) switch
        {
            null => null,
            "tab" or "\\t" => '\t',
            [var one] when char.IsAscii(one) && one is not ('"' or '\r' or '\n') => one,
            var other => throw new UsageException($"{_delimiter.Name} is '{other}', expected one ASCII character other than a quotation mark, or tab"),
        },
        parsed.GetValue(_quoting) switch
        {
            null => null,
            "none" => Quoting.None,
            "csv" => Quoting.Csv,
            var other => throw new UsageException($"{_quoting.Name} is '{other}', expected none or csv"),
        });
}

/// <summary>What the command line gives to options, beyond what the parser checks.</summary>
static class GivenOptions
{
    public static int AtLeast(this ParseResult parsed, int least, Option<int> option) => parsed.GetValue(option) is var number && number >= least
        ? number
        : throw new UsageException(Invariant($"{option.Name} is {number}, expected at least {least}"));

    public static double Share(this ParseResult parsed, Option<double> option) => parsed.GetValue(option) is var share && share is > 0 and <= 1
        ? share
        : throw new UsageException(Invariant($"{option.Name} is {share}, expected a share in (0, 1]"));

    /// <summary>The first of the options that was given a value or named; null: none was.</summary>
    public static Option? FirstGiven(this ParseResult parsed, IEnumerable<Option> options) =>
        options.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false });
}
