using TrainingDynamics.Logs;

namespace TrainingDynamics.Data;

/// <summary>
/// What a run was trained on, by guid: from its <c>examples.parquet</c> or, for a run without one, from the training file that
/// its manifest names, if that is still as it was. Nothing is read before it is asked for. May be used from several threads.
/// </summary>
/// <param name="run">The run folder, its <c>training_dynamics</c> folder, or a file in one of them; nothing of it has to exist.</param>
public sealed class RunExamples(string run)
{
    readonly RunFolder _folder = RunFolder.Of(run);
    readonly Lazy<RunManifest?> _manifest = new(() => ManifestOf(RunFolder.Of(run)));
    readonly Lazy<ExampleRows?> _file = new(() => FileOf(RunFolder.Of(run)));
    (ExampleRows? Rows, string? Trouble)? _source;

    /// <summary>As it was given.</summary>
    public string Run { get; } = run;

    /// <summary>The training file; null where nothing says it.</summary>
    public string? SourcePath => Recorded?.Path ?? File?.SourcePath;

    /// <summary>SHA-256 of the training file, lower-case hexadecimal; null where nothing says it.</summary>
    public string? SourceSha256 => Recorded?.Sha256 ?? File?.SourceSha256;

    /// <summary>True where guids are ids that the training file has, false where they are its row numbers, null where nothing says it.</summary>
    public bool? HasOwnIds => Recorded?.Layout is { } layout ? layout.Guid is not null : File?.HasOwnIds;

    /// <summary>Names of the classes; empty where nothing says them.</summary>
    public IReadOnlyList<string> LabelNames => _manifest.Value?.LabelNames ?? File?.LabelNames ?? [];

    /// <summary>Why there are no texts, in words that end a sentence; null: there are.</summary>
    /// <exception cref="TextInputException">A file is damaged.</exception>
    public string? Trouble => File is { HasTexts: true } ? null : Source.Trouble;

    /// <summary>Why rows, lines and hashes cannot be had, in words that end a sentence; null: they can.</summary>
    /// <exception cref="TextInputException">A file is damaged.</exception>
    public string? RowTrouble => File is not null ? null : Source.Trouble;

    /// <summary>Where texts come from, of runs that have several training files the first; null where they cannot be had.</summary>
    ExampleRows? Texts => File is { HasTexts: true } file ? file : Source.Rows;

    ExampleRows? Rows => File ?? Source.Rows;

    ExampleRows? File => _file.Value;

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

    /// <summary>The training file as the manifest records it, with how a known task's file is read where an older one does not say it; null where there is no manifest.</summary>
    /// <exception cref="LogFormatException">The manifest is damaged.</exception>
    public DataFileRecord? Recorded => _manifest.Value is { } manifest && manifest.DataFiles.FirstOrDefault(file => file.Split == "train") is { } file
        ? file with { Layout = file.Layout ?? LayoutOfTask(manifest.Task, file.Path) }
        : null;

    /// <summary>What a person reads: the text, of a pair both with <c> | </c> between them; empty where there is none.</summary>
    /// <exception cref="TextInputException">A file is damaged.</exception>
    public string TextOf(ExampleGuid guid) =>
        Texts is { } rows && rows.IndexOf(guid) is var row and >= 0
            ? rows.TextsAt(row) is var (text, pair) && pair is not null ? $"{text} | {pair}" : rows.TextsAt(row).Text
            : "";

    /// <summary>0-based row of the training file; null where it is not known.</summary>
    /// <exception cref="TextInputException">A file is damaged.</exception>
    public int? RowOf(ExampleGuid guid) => Of(guid, (rows, row) => rows.RowAt(row));

    /// <summary>1-based line of the training file on which the row begins; null where it is not known or there are no lines.</summary>
    /// <exception cref="TextInputException">A file is damaged.</exception>
    public int? LineOf(ExampleGuid guid) => Of(guid, (rows, row) => rows.LineAt(row));

    /// <summary>The example's <see cref="TextHash"/>; null where it is not known.</summary>
    /// <exception cref="TextInputException">A file is damaged.</exception>
    public UInt128? HashOf(ExampleGuid guid) => Of(guid, (rows, row) => (UInt128?)rows.HashAt(row));

    /// <summary>File and line, as compilers write it: <c>train.csv:128</c>; of Parquet <c>train.parquet row 127</c>, of several such files as one <c>row 127</c>; empty where it is not known.</summary>
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
            return FormattableString.Invariant($"{name}:{line}");
        }

        return rows.RowAt(row) is not { } number ? ""
            : rows.HasSeveralFiles ? FormattableString.Invariant($"row {number}")
            : FormattableString.Invariant($"{name} row {number}");
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
