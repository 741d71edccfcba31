namespace TrainingDynamics.Logs;

/// <summary>One epoch's dynamics file.</summary>
/// <param name="Path">A <c>.jsonl</c>, <c>.jsonl.gz</c> or <c>.parquet</c> file.</param>
/// <param name="Epoch">0-based, from the file's name.</param>
public sealed record DynamicsFile(string Path, int Epoch)
{
    const string Prefix = "dynamics_epoch_";

    /// <summary>
    /// The dynamics files of a run folder or of a <c>training_dynamics</c> folder, by epoch. Files are recognised by
    /// their names, so metrics and unfinished epochs may lie beside them. For an epoch in both formats this is the Parquet file,
    /// which is read faster.
    /// </summary>
    /// <exception cref="LogFormatException">
    /// The folder is missing, has no dynamics file, lacks an epoch in between, has one epoch twice in one format, or has JSON
    /// lines that are newer than the Parquet file of the epoch and hold other records.
    /// </exception>
    public static IReadOnlyList<DynamicsFile> Find(string path) => Find(path, LogFormat.Parquet);

    /// <summary>The same; for an epoch in both formats the file in the preferred one.</summary>
    /// <exception cref="LogFormatException">As above.</exception>
    public static IReadOnlyList<DynamicsFile> Find(string path, LogFormat preferred)
    {
        var nested = System.IO.Path.Combine(path, RunFolder.DynamicsFolderName);
        var folder = Directory.Exists(nested) ? nested : path;
        if (!Directory.Exists(folder))
        {
            throw new LogFormatException(path, 0, "no such folder; expected a run folder or its training_dynamics folder");
        }

        var files = new List<DynamicsFile>();
        foreach (var file in Directory.GetFiles(folder))
        {
            var digits = EpochDigits(System.IO.Path.GetFileName(file));
            if (digits.Length > 0)
            {
                files.Add(new DynamicsFile(file, EpochOf(file, digits)));
            }
        }

        var wanted = preferred == LogFormat.Parquet;
        var others = files.FindAll(file => file.IsParquet != wanted);
        foreach (var other in others)
        {
            if (files.Find(file => file.Epoch == other.Epoch && file.IsParquet == wanted) is { } read)
            {
                files.Remove(other);
                if (wanted)
                {
                    FormatCheck.RefuseHidden(read, other);
                }
            }
        }

        files.Sort((a, b) => a.Epoch != b.Epoch ? a.Epoch.CompareTo(b.Epoch) : string.CompareOrdinal(a.Path, b.Path));
        if (files.Count == 0)
        {
            throw new LogFormatException(
                folder, 0, "no dynamics_epoch_N.jsonl or .parquet file; a run has one for every finished epoch");
        }

        for (var epoch = 0; epoch < files.Count; epoch++)
        {
            if (epoch > 0 && files[epoch].Epoch == files[epoch - 1].Epoch)
            {
                throw new LogFormatException(
                    files[epoch].Path, 0, $"epoch {files[epoch].Epoch} is there twice, also as {files[epoch - 1].Path}; remove one");
            }

            if (files[epoch].Epoch != epoch)
            {
                throw new LogFormatException(
                    folder, 0, $"dynamics_epoch_{epoch}.jsonl is missing although epoch {files[epoch].Epoch} is there");
            }
        }

        return files;
    }

    /// <summary>Whether the file's name says that it is Parquet; else it is JSON lines, packed or not.</summary>
    public bool IsParquet => Path.EndsWith(".parquet", StringComparison.Ordinal);

    /// <summary>The name of a 0-based epoch's file in one format.</summary>
    public static string NameOf(int epoch, LogFormat format) =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix}{epoch}.{(format == LogFormat.Parquet ? "parquet" : "jsonl")}");

    static int EpochOf(string path, ReadOnlySpan<char> digits) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var epoch)
            ? epoch
            : throw new LogFormatException(path, 0, $"'{digits}' is no epoch number");

    // Empty for any other file. Without regular expressions, which take a tenth of the time of td metrics on a small run to load.
    static ReadOnlySpan<char> EpochDigits(ReadOnlySpan<char> name)
    {
        if (!name.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return [];
        }

        var dot = name.IndexOf('.');
        var isLog = dot >= Prefix.Length && name[dot..] is ".jsonl" or ".jsonl.gz" or ".parquet";
        var digits = isLog ? name[Prefix.Length..dot] : [];
        return digits.ContainsAnyExceptInRange('0', '9') ? [] : digits;
    }
}
