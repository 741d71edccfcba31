namespace TrainingDynamics.Dashboard.Data;

/// <summary>Reads a run's epochs into columns as their files appear.</summary>
/// <param name="run">The run folder or its dynamics folder.</param>
/// <param name="maxExamples">
/// Of a larger data set every k-th example is kept, where k is the least power of two that gives at most this many.
/// </param>
sealed class DynamicsLoader(string run, int maxExamples = DynamicsLoader.DefaultMaxExamples)
{
    /// <summary>Enough for all of GLUE's sets; at ten epochs about 20 MB of columns.</summary>
    public const int DefaultMaxExamples = 400_000;

    readonly List<LoadedFile> _loaded = [];
    RunColumns? _columns;
    DynamicsData? _data;

    /// <summary>True when epochs remain for the next call.</summary>
    public bool HasMore { get; private set; }

    /// <summary>
    /// Reads the epochs that are new since the last call, each on all cores; all of them again if a file that was read has been replaced, as after
    /// a run that began anew. Returns the data, or null while no epoch exists.
    /// </summary>
    /// <param name="firstAlone">True: if nothing has been read yet, read only the first epoch, so that something can be shown soon.</param>
    /// <exception cref="LogFormatException">A file is malformed, or of other examples than the first.</exception>
    /// <exception cref="Analytics.AnalyticsException">The logs are a regression's.</exception>
    public DynamicsData? Refresh(bool firstAlone = false)
    {
        if (!HasEpoch())
        {
            Forget();
            return null;
        }

        var files = DynamicsFile.Find(run);
        if (_loaded.Count > files.Count || _loaded.Where((known, i) => known != LoadedFile.Of(files[i])).Any())
        {
            Forget();
        }

        if (_data is null)
        {
            var stamp = LoadedFile.Of(files[0]);
            _columns = RunColumns.Begin(files[0], maxExamples);
            _data = DynamicsData.Begin(_columns.Guids, _columns.Golds, _columns.Total, _columns.First);
            _loaded.Add(stamp);
            HasMore = firstAlone && files.Count > 1;
            if (HasMore)
            {
                return _data;
            }
        }

        HasMore = false;
        foreach (var file in files.Skip(_loaded.Count).ToArray())
        {
            var stamp = LoadedFile.Of(file);
            _data = _data.With(_columns!.Read(file));
            _loaded.Add(stamp);
        }

        return _data;
    }

    bool HasEpoch()
    {
        var nested = Path.Combine(run, RunFolder.DynamicsFolderName);
        var folder = Directory.Exists(nested) ? nested : run;
        return Directory.Exists(folder)
            && Directory.EnumerateFiles(folder, "dynamics_epoch_*").Any(file => !file.EndsWith(WholeFile.PartialSuffix, StringComparison.Ordinal));
    }

    void Forget()
    {
        _loaded.Clear();
        (_data, _columns) = (null, null);
    }
}

readonly record struct LoadedFile(string Path, FileStatus Status)
{
    public static LoadedFile Of(DynamicsFile file) => new(file.Path, FileStatus.Of(file.Path));
}
