namespace TrainingDynamics.Data;

/// <summary>
/// The training examples of a run by guid: from its <c>examples.parquet</c> or, for a run without it, from the training file in its manifest, if
/// that has not changed. Nothing is read before it is asked for. May be used from several threads.
/// </summary>
/// <param name="run">The run folder, its <c>training_dynamics</c> folder, or a file in one of them; nothing has to exist.</param>
public sealed class RunExamples(string run)
{
    readonly RunFolder _folder = RunFolder.Of(run);
    readonly Lazy<RunManifest?> _manifest = new(() => ManifestOf(RunFolder.Of(run)));
    readonly Lazy<FileRows?> _file = new(() => FileOf(RunFolder.Of(run)));
    (ExampleRows? Rows, string? Trouble)? _source;

    /// <summary>As it was given.</summary>
    public string Run { get; } = run;

    /// <summary>SHA-256 of the training file, lower-case hexadecimal; null where it is not recorded.</summary>
    public string? SourceSha256 => Recorded?.Sha256 ?? File?.File.SourceSha256;

    /// <summary>True where guids are ids from the training file, false where they are its row numbers, null where this is not recorded.</summary>
    public bool? HasOwnIds => Recorded?.Layout is { } layout ? layout.Guid is not null : File?.File.HasOwnIds;

    /// <summary>Names of the classes; empty where they are not recorded.</summary>
    public IReadOnlyList<string> LabelNames => _manifest.Value?.LabelNames ?? File?.LabelNames ?? [];

    /// <summary>Why there are no texts, in words that end a sentence; null: there are texts.</summary>
    /// <exception cref="TextInputException">A file is damaged.</exception>
    public string? Trouble => File is { File.HasTexts: true } ? null : Source.Trouble;

    /// <summary>Why rows, lines and hashes are not available, in words that end a sentence; null: they are.</summary>
    /// <exception cref="TextInputException">A file is damaged.</exception>
    public string? RowTrouble => File is not null ? null : Source.Trouble;

    /// <summary>Gives the texts; null where there are none.</summary>
    ExampleRows? Texts => File is { File.HasTexts: true } file ? file : Source.Rows;

    ExampleRows? Rows => File ?? Source.Rows;

    FileRows? File => _file.Value;

    // Read at the first question for it, as it may take long.
    (ExampleRows? Rows, string? Trouble) Source
    {
        get
        {
            lock (_folder)
            {
                return _source ??= ReadSource();
            }
        }
    }

    /// <summary>
    /// The training file in the manifest, where an old manifest lacks it with the layout of a known task's file; null without a manifest.
    /// </summary>
    /// <exception cref="LogFormatException">The manifest is damaged.</exception>
    public DataFileRecord? Recorded => _manifest.Value is { } manifest && manifest.DataFiles.FirstOrDefault(file => file.Split == "train") is { } file
        ? file with { Layout = file.Layout ?? LayoutOfTask(manifest.Task, file.Path) }
        : null;

    /// <summary>The text that a person reads, of a pair both texts with <c> | </c> between them; empty where there is none.</summary>
    /// <exception cref="TextInputException">A file is damaged.</exception>
    public string TextOf(ExampleGuid guid) =>
        Texts is { } rows && rows.IndexOf(guid) is var row and >= 0
            ? rows.TextsAt(row) is var (text, pair) && pair is not null ? $"{text} | {pair}" : rows.TextsAt(row).Text
            : "";

    /// <summary>0-based row of the training file; null where it is not known.</summary>
    /// <exception cref="TextInputException">A file is damaged.</exception>
    public int? RowOf(ExampleGuid guid) => Of(guid, (rows, row) => rows.RowAt(row));

    /// <summary>1-based line of the training file on which the row begins; null where it is not known or the file has no lines.</summary>
    /// <exception cref="TextInputException">A file is damaged.</exception>
    public int? LineOf(ExampleGuid guid) => Of(guid, (rows, row) => rows.LineAt(row));

    /// <summary>The example's <see cref="TextHash"/>; null where it is not known.</summary>
    /// <exception cref="TextInputException">A file is damaged.</exception>
    public UInt128? HashOf(ExampleGuid guid) => Of(guid, (rows, row) => (UInt128?)rows.HashAt(row));

    /// <summary>
    /// The place as compilers write it: <c>train.csv:128</c>, for Parquet <c>train.parquet row 127</c>, for several Parquet files <c>row 127</c>;
    /// empty where it is not known.
    /// </summary>
    /// <exception cref="TextInputException">A file is damaged.</exception>
    public string PlaceOf(ExampleGuid guid)
    {
        if (Rows is not { } rows || rows.IndexOf(guid) is not (var row and >= 0))
        {
            return "";
        }

        var name = Path.GetFileName(rows.FileAt(row));
        if (rows.LineAt(row) is { } line)
        {
            return Invariant($"{name}:{line}");
        }

        return rows.RowAt(row) is not { } number ? ""
            : rows.HasSeveralFiles ? Invariant($"row {number}")
            : Invariant($"{name} row {number}");
    }

    T? Of<T>(ExampleGuid guid, Func<ExampleRows, int, T?> value)
        where T : struct =>
        Rows is { } rows && rows.IndexOf(guid) is var row and >= 0 ? value(rows, row) : null;

    (ExampleRows? Rows, string? Trouble) ReadSource()
    {
        if (Recorded is not { } file)
        {
            return (null, $"{Run} has no run.json that names its training file");
        }

        if (DataFileLayouts.PathsOf(file).FirstOrDefault(path => !System.IO.File.Exists(path)) is { } missing)
        {
            return (null, $"{missing} is not there any more");
        }

        if (DataFileLayouts.Sha256Of(file) != file.Sha256)
        {
            return (null, $"{file.Path} has changed since the run, so its rows may be others");
        }

        return file.Layout is { } layout
            ? (new SourceRows(DataFileLayouts.Read(file), layout), null)
            : (null, $"which columns of {file.Path} are its texts is not recorded, and its task is no known one");
    }

    // For manifests of before layouts were recorded.
    static DataFileLayout? LayoutOfTask(string task, string path)
    {
        if (!TaskCatalog.TaskNames.Contains(task))
        {
            return null;
        }

        var (columns, layout) = TaskCatalog.LayoutOf(task, path);
        return DataFileLayouts.Of(columns, layout);
    }

    static RunManifest? ManifestOf(RunFolder folder) =>
        System.IO.File.Exists(folder.ManifestPath) ? RunManifest.Read(folder.ManifestPath) : null;

    static FileRows? FileOf(RunFolder folder) =>
        System.IO.File.Exists(folder.ExamplesPath) ? new FileRows(ExamplesReader.Open(folder.ExamplesPath)) : null;
}
