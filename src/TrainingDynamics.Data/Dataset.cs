namespace TrainingDynamics.Data;

/// <summary>One split of a task in file order, with what identifies its file.</summary>
public sealed class Dataset
{
    /// <summary>The label name of a regression.</summary>
    public const string ScoreName = "score";

    /// <param name="name">For people, such as <c>sst2/train</c>.</param>
    /// <param name="labelNames">Names of the classes; class i is <c>labelNames[i]</c>. In a regression the one name of the target.</param>
    /// <param name="examples">
    /// At least one, with unique guids; golds are whole numbers in <c>[0, labelNames.Count)</c>, in a regression finite numbers.
    /// </param>
    /// <param name="sourcePath">The file the examples were read from.</param>
    /// <param name="sha256">SHA-256 of that file, lower-case hexadecimal.</param>
    /// <param name="isRegression">True when golds are regression targets and not classes.</param>
    /// <param name="hasLabels">False when the labels are unknown; golds are then NaN.</param>
    /// <exception cref="ArgumentException">
    /// No examples, a gold outside the classes or that is not finite, or a regression without exactly one name.
    /// </exception>
    public Dataset(
        string name,
        IReadOnlyList<string> labelNames,
        IReadOnlyList<Example> examples,
        string sourcePath,
        string sha256,
        bool isRegression = false,
        bool hasLabels = true)
    {
        if (examples.Count == 0)
        {
            throw new ArgumentException($"The data set '{name}' has no examples; it needs at least one.", nameof(examples));
        }

        if (isRegression && labelNames.Count != 1)
        {
            throw new ArgumentException(
                $"The regression '{name}' has {labelNames.Count} label names; it needs the one of its score.", nameof(labelNames));
        }

        foreach (var example in examples)
        {
            var isValid = !hasLabels ? double.IsNaN(example.Gold)
                : isRegression
                ? double.IsFinite(example.Gold)
                : double.IsInteger(example.Gold) && example.Gold >= 0 && example.Gold < labelNames.Count;
            if (!isValid)
            {
                var expected = !hasLabels ? "without labels it is NaN"
                    : isRegression
                    ? "a score is a finite number"
                    : Invariant($"there are {labelNames.Count} classes");
                throw new ArgumentException(
                    Invariant($"Example '{example.Guid}' of '{name}' has gold {example.Gold}; {expected}."),
                    nameof(examples));
            }
        }

        Name = name;
        LabelNames = labelNames;
        IsRegression = isRegression;
        HasLabels = hasLabels;
        Examples = examples;
        SourcePath = sourcePath;
        Sha256 = sha256;
        HasIntegerGuids = examples.All(example => IsCanonicalInt64(example.Guid));
    }

    /// <summary>For people, such as <c>sst2/train</c>.</summary>
    public string Name { get; }

    /// <summary>Class i is <c>LabelNames[i]</c>; in a regression one name, so there are as many names as logits.</summary>
    public IReadOnlyList<string> LabelNames { get; }

    /// <summary>True when golds are regression targets, predicted by one logit under a squared error, and not classes.</summary>
    public bool IsRegression { get; }

    /// <summary>False for a test set that has no labels; its golds are NaN.</summary>
    public bool HasLabels { get; }

    /// <summary>
    /// True when every guid is the shortest decimal form of a 64-bit integer. Records then hold guids as JSON numbers, else all as strings, because
    /// a column of ids has one type.
    /// </summary>
    public bool HasIntegerGuids { get; private init; }

    /// <summary>True when guids are ids from the file, false when they are its row numbers.</summary>
    public bool HasOwnIds => Columns?.Guid is not null;

    /// <summary>In file order; never empty.</summary>
    public IReadOnlyList<Example> Examples { get; }

    /// <summary>The file the examples were read from.</summary>
    public string SourcePath { get; }

    /// <summary>SHA-256 of that file, lower-case hexadecimal, 64 characters.</summary>
    public string Sha256 { get; }

    /// <summary>The file's columns that the examples are made of; null where they were not read from a file.</summary>
    public ExampleColumns? Columns { get; init; }

    /// <summary>Columns that were read from the file and are not used; for a known task, further columns may not have been read.</summary>
    public IReadOnlyList<string> ColumnsNotUsed { get; init; } = [];

    /// <summary>How the file was read; null where the examples were not read from a file.</summary>
    public TableLayout? Layout { get; init; }

    /// <summary>The form in which the file was read, in words, where its name says another; else null.</summary>
    public string? FormNote { get; init; }

    /// <summary>
    /// Number of skipped rows by reason, in words that end a sentence on rows (<c>labelled '-'</c>): SNLI's without a gold label, QQP's with
    /// missing fields. They count as rows where row numbers are guids.
    /// </summary>
    public IReadOnlyDictionary<string, int> RowsLeftOut { get; init; } = new Dictionary<string, int>();

    /// <summary>The selected part of the file's examples, in words; null: all.</summary>
    public string? Selection { get; private init; }

    /// <summary>The examples with these guids, in file order.</summary>
    /// <param name="guids">Each must be in this data set.</param>
    /// <param name="description">The origin of the guids, for messages and <see cref="Selection"/>.</param>
    /// <exception cref="TextInputException">No guid is given, or one is not of this data set.</exception>
    public Dataset Select(IReadOnlyCollection<string> guids, string description)
    {
        var missing = guids.ToHashSet(StringComparer.Ordinal);
        Example[] selected = [.. Examples.Where(example => missing.Remove(example.Guid))];
        if (missing.Count > 0)
        {
            throw new TextInputException(
                $"{description}: found {missing.Count} of {guids.Count} guids that are not in {SourcePath}{(Selection is null ? "" : $", {Selection}")}, "
                + $"the first '{missing.First()}'; expected a selection of this data set");
        }

        if (selected.Length == 0)
        {
            throw new TextInputException($"{description}: found no guids, expected at least one example to train on");
        }

        return With(LabelNames, selected, Selection is null ? description : $"{description}; {Selection}");
    }

    /// <summary>Some of the examples, at least one, in file order, as a data set.</summary>
    internal Dataset Part(string name, IReadOnlyList<Example> examples, string description) => With(LabelNames, examples, description, name);

    /// <summary>The first examples in file order, at most all; the classes do not change.</summary>
    /// <param name="count">At least 1.</param>
    public Dataset First(int count)
    {
        if (count >= Examples.Count)
        {
            return this;
        }

        var description = Invariant($"the first {count}{(Selection is null ? "" : $" of {Selection}")}");
        return With(LabelNames, [.. Examples.Take(count)], description);
    }

    /// <summary>The same examples with the classes in another order.</summary>
    /// <param name="labelNames">The same names as <see cref="LabelNames"/>.</param>
    public Dataset InClassOrder(IReadOnlyList<string> labelNames)
    {
        if (IsRegression || labelNames.SequenceEqual(LabelNames))
        {
            return this;
        }

        int[] classes = [.. LabelNames.Select(name => labelNames.ToList().IndexOf(name))];
        Example[] examples =
            HasLabels ? [.. Examples.Select(example => example with { Gold = classes[(int)example.Gold] })] : [.. Examples];
        return With(labelNames, examples, Selection);
    }

    Dataset With(IReadOnlyList<string> labelNames, IReadOnlyList<Example> examples, string? selection, string? name = null) =>
        new(name ?? Name, labelNames, examples, SourcePath, Sha256, IsRegression, HasLabels)
        {
            HasIntegerGuids = HasIntegerGuids,
            Selection = selection,
            Columns = Columns,
            ColumnsNotUsed = ColumnsNotUsed,
            Layout = Layout,
            RowsLeftOut = RowsLeftOut,
        };

    static bool IsCanonicalInt64(string guid) =>
        long.TryParse(guid, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
        && string.Equals(value.ToString(CultureInfo.InvariantCulture), guid, StringComparison.Ordinal);
}

/// <summary>The columns of a file that make an example.</summary>
/// <param name="Guid">The file's own ids; null: the 0-based row number is the id.</param>
/// <param name="Text">The (first) sentence.</param>
/// <param name="Pair">The second sentence; null for single sentences.</param>
/// <param name="Label">The class or the regression target.</param>
public sealed record ExampleColumns(string? Guid, string Text, string? Pair, string Label)
{
    /// <summary>The names that are not null.</summary>
    internal string[] Names => [.. new[] { Guid, Text, Pair, Label }.OfType<string>()];
}
