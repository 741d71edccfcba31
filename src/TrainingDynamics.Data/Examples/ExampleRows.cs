namespace TrainingDynamics.Data;

/// <summary>The examples of a run as rows of a file, found by guid.</summary>
abstract class ExampleRows
{
    readonly Lazy<Dictionary<ExampleGuid, int>> _index;

    protected ExampleRows() => _index = new(() =>
    {
        var guids = Guids;
        var index = new Dictionary<ExampleGuid, int>(guids.Count);
        // Rows that were left out of the run may share a guid with one that was not; the first is kept.
        for (var row = 0; row < guids.Count; row++)
        {
            index.TryAdd(guids[row], row);
        }

        return index;
    });

    /// <summary>Whether rows are counted through several files.</summary>
    public abstract bool HasSeveralFiles { get; }

    protected abstract IReadOnlyList<ExampleGuid> Guids { get; }

    /// <summary>−1 where there is none.</summary>
    public virtual int IndexOf(ExampleGuid guid) => _index.Value.GetValueOrDefault(guid, -1);

    public abstract (string Text, string? Pair) TextsAt(int row);

    public abstract UInt128 HashAt(int row);

    public abstract int? RowAt(int row);

    public abstract int? LineAt(int row);

    public abstract string FileAt(int row);
}

/// <summary>Rows of <c>examples.parquet</c>.</summary>
sealed class FileRows(ExamplesReader file) : ExampleRows
{
    readonly Lazy<string[]> _labelNames = new(() => NamesOf(file));

    public ExamplesReader File => file;

    /// <summary>By label id; empty where they are not known.</summary>
    public IReadOnlyList<string> LabelNames => _labelNames.Value;

    public override bool HasSeveralFiles => file.HasSeveralFiles;

    protected override IReadOnlyList<ExampleGuid> Guids => file.IntegerGuids is { } integers
        ? Array.ConvertAll(integers, ExampleGuid.FromInteger)
        : Array.ConvertAll(file.Guids, ExampleGuid.FromText);

    public override (string Text, string? Pair) TextsAt(int row) => file.TextsOf(row)!.Value;

    public override UInt128 HashAt(int row) => file.Hashes[row];

    public override int? RowAt(int row) => file.Rows[row];

    public override int? LineAt(int row) => file.Lines[row];

    public override string FileAt(int row) => file.FileOf(row);

    // Of classes that have an example; none where one in between has not.
    static string[] NamesOf(ExamplesReader file)
    {
        var names = new SortedDictionary<int, string>();
        for (var row = 0; row < file.Count; row++)
        {
            if (file.Labels[row] is { } name)
            {
                names.TryAdd((int)file.Golds[row], name);
            }
        }

        return names.Count > 0 && names.Keys.Last() == names.Count - 1 ? [.. names.Values] : [];
    }
}

/// <summary>Rows of the training file itself, where guids are text.</summary>
sealed class SourceRows(DataTable table, DataFileLayout layout) : ExampleRows
{
    readonly int _text = table.RequiredColumn(layout.Text);
    readonly int _pair = layout.Pair is { } pair ? table.RequiredColumn(pair) : -1;

    public override bool HasSeveralFiles => table.Paths.Count > 1;

    protected override IReadOnlyList<ExampleGuid> Guids
    {
        get
        {
            var column = layout.Guid is { } guid ? table.RequiredColumn(guid) : -1;
            return [.. table.Rows.Select(row => ExampleGuid.FromText(table.GuidAt(row, column)))];
        }
    }

    public override int IndexOf(ExampleGuid guid) => base.IndexOf(ExampleGuid.FromText(guid.ToString()));

    public override (string Text, string? Pair) TextsAt(int row) =>
        (table[row][_text].Text, _pair < 0 ? null : table[row][_pair].Text);

    public override UInt128 HashAt(int row) => TextHash.Of(table[row][_text].Text, _pair < 0 ? null : table[row][_pair].Text);

    public override int? RowAt(int row) => row;

    public override int? LineAt(int row) => table.HasLines ? table[row].Place : null;

    public override string FileAt(int row) => table.PathOf(row);
}
