using ParquetSharp;

namespace TrainingDynamics.Data;

/// <summary>
/// <c>examples.parquet</c>: the examples that a run learns from, one row per example in the order of the run's logs. Columns: <c>guid</c> (an
/// integer where the log's guids are integers, else a string), <c>row</c> (0-based in the data file), <c>line</c> (1-based, where the row begins;
/// null for Parquet), <c>gold</c> (label id, in a regression the target), <c>label</c> (name of the class; null in a regression), <c>text</c>,
/// <c>text_pair</c> (null for single sentences), <c>text_hash</c> (<see cref="TextHash"/>), and for several data files <c>file</c>; lines are
/// counted in each file, rows through all. The metadata hold the version, the data file's path and SHA-256, and whether guids are ids from that
/// file or row numbers.
/// </summary>
public static class ExamplesFile
{
    internal const int Version = 1;
    internal const string VersionKey = "version";
    internal const string SourceKey = "source";
    internal const string Sha256Key = "sha256";
    internal const string GuidsKey = "guids";
    internal const string OwnIds = "ids";
    internal const string RowNumbers = "row numbers";

    internal const string Guid = "guid";
    internal const string Row = "row";
    internal const string Line = "line";
    internal const string Gold = "gold";
    internal const string Label = "label";
    internal const string Text = "text";
    internal const string TextPair = "text_pair";
    internal const string Hash = "text_hash";
    internal const string File = "file";

    // Few rows to unpack for the text of one; the footer of a million examples stays below a megabyte.
    const int GroupRows = 1 << 12;
    const int GroupCharacters = 1 << 24;

    /// <summary>Writes the examples of a data set.</summary>
    /// <param name="data">Gives the rows, in its order.</param>
    /// <param name="stream">Gets the file; stays open.</param>
    /// <param name="withTexts">Whether the two text columns are written; hashes always are.</param>
    /// <exception cref="IOException">The stream cannot be written to.</exception>
    public static void Write(Dataset data, Stream stream, bool withTexts = true)
    {
        var metadata = new Dictionary<string, string>
        {
            [VersionKey] = Version.ToString(CultureInfo.InvariantCulture),
            [SourceKey] = Path.GetFullPath(data.SourcePath),
            [Sha256Key] = data.Sha256,
            [GuidsKey] = data.HasOwnIds ? OwnIds : RowNumbers,
        };
        // Guids lie there as they are, so that the file's size bounds the number of its rows.
        using var builder = new WriterPropertiesBuilder();
        using var properties = builder.Compression(Compression.Zstd).Compression(Guid, Compression.Uncompressed)
            .DisableDictionary().EnableDictionary(Label).EnableDictionary(File).DisableStatistics().Build();
        try
        {
            using var writer = new ParquetFileWriter(stream, Columns(data, withTexts), null, properties, metadata, leaveOpen: true);
            for (var first = 0; first < data.Examples.Count;)
            {
                var count = GroupFrom(data.Examples, first);
                WriteGroup(writer, data, [.. data.Examples.Skip(first).Take(count)], first, withTexts);
                first += count;
            }

            writer.Close();
        }
        catch (ParquetException e)
        {
            throw new IOException(e.Message.ReplaceLineEndings(" "), e);
        }
    }

    static Column[] Columns(Dataset data, bool withTexts) =>
    [
        data.HasIntegerGuids ? new Column<long>(Guid) : new Column<string>(Guid),
        new Column<int?>(Row),
        new Column<int?>(Line),
        data.IsRegression ? new Column<double>(Gold) : new Column<int>(Gold),
        new Column<string>(Label),
        .. withTexts ? new Column[] { new Column<string>(Text), new Column<string>(TextPair) } : [],
        new Column<string>(Hash),
        .. data.Examples[0].File is null ? [] : new Column[] { new Column<string>(File) },
    ];

    static int GroupFrom(IReadOnlyList<Example> examples, int first)
    {
        var end = first;
        for (long characters = 0; end < examples.Count && end - first < GroupRows && characters < GroupCharacters; end++)
        {
            characters += examples[end].Text.Length + (examples[end].TextPair?.Length ?? 0);
        }

        return end - first;
    }

    static void WriteGroup(ParquetFileWriter writer, Dataset data, Example[] examples, int first, bool withTexts)
    {
        using var group = writer.AppendRowGroup();
        if (data.HasIntegerGuids)
        {
            WriteColumn(group, examples, example => long.Parse(example.Guid, CultureInfo.InvariantCulture));
        }
        else
        {
            WriteColumn(group, examples, example => example.Guid);
        }
        // A data set that was not read from a file is its own source.
        var position = first;
        WriteColumn(group, examples, example => (int?)(example.Row ?? position++));
        WriteColumn(group, examples, example => example.Line);
        if (data.IsRegression)
        {
            WriteColumn(group, examples, example => example.Gold);
        }
        else
        {
            WriteColumn(group, examples, example => (int)example.Gold);
        }

        WriteColumn(group, examples, example => data.IsRegression ? null : data.LabelNames[(int)example.Gold]);
        if (withTexts)
        {
            WriteColumn(group, examples, example => example.Text);
            WriteColumn(group, examples, example => example.TextPair);
        }

        WriteColumn(group, examples, example => TextHash.ToHex(TextHash.Of(example.Text, example.TextPair)));
        if (data.Examples[0].File is not null)
        {
            WriteColumn(group, examples, example => example.File);
        }
    }

    static void WriteColumn<T>(RowGroupWriter group, Example[] examples, Func<Example, T> value)
    {
        using var column = group.NextColumn().LogicalWriter<T>();
        column.WriteBatch(Array.ConvertAll(examples, example => value(example)));
    }
}
