using TrainingDynamics.Data;

namespace TrainingDynamics.Dashboard.Data;

/// <summary>Reads one run folder bit by bit into a snapshot. Events and data may be read on two threads.</summary>
/// <param name="path">The run folder.</param>
/// <param name="sources">Gives texts and places of a run folder, which may take long; null: none are shown.</param>
sealed class RunReader(string path, Func<string, ExampleSource>? sources)
{
    const int LogLines = 500;

    // A run has no texts where the first so many examples have none.
    const int TextsTried = 100;

    // What one line can ask for, of the epochs that are shown and of those that wait.
    const int KeptMetrics = 16;

    readonly Lock _lock = new();
    readonly RunFolder _folder = RunFolder.Of(path);
    readonly EventFollower _events = new(RunFolder.Of(path).EventsPath);
    readonly DynamicsLoader _loader = new(path);
    readonly CpuWatch _cpu = new();
    readonly RunMarks _marks = new(path);
    Snapshot _snapshot = new() { Path = path, IsReading = true };
    bool _textsRead;
    string? _eventTrouble;
    string? _dataTrouble;

    /// <summary>The run folder.</summary>
    public string Path => path;

    public Snapshot Snapshot => Volatile.Read(ref _snapshot);

    /// <summary>Folds the new events, and looks at the training process.</summary>
    public void ReadEvents()
    {
        string? trouble = null;
        try
        {
            foreach (var (happened, isReplaced) in _events.ReadNew())
            {
                Change(snapshot => happened.Aggregate(isReplaced ? new Snapshot { Path = path, IsReading = snapshot.IsReading, Marks = snapshot.Marks } : snapshot, With));
            }

            ReadMarks();
            if (Snapshot.Manifest is null && File.Exists(_folder.ManifestPath))
            {
                var manifest = RunManifest.Read(_folder.ManifestPath);
                Change(snapshot => snapshot with { Manifest = manifest, LabelNames = manifest.LabelNames });
            }
        }
        catch (Exception e) when (e is LogFormatException or IOException or UnauthorizedAccessException)
        {
            trouble = e.Message;
        }

        _eventTrouble = trouble;
        var (alive, memory) = TrainerProcess.Look(Snapshot.Run);
        var cpu = _cpu.Look(Snapshot.Run, alive, DateTime.UtcNow);
        Change(snapshot => snapshot with { TrainerAlive = alive, TrainerMemory = memory, Cpu = cpu, Trouble = _eventTrouble ?? _dataTrouble });
    }

    /// <summary>Reads the new epochs and, once, the texts.</summary>
    /// <param name="shown">Called when the first epoch has been read and others follow; null: all are read first.</param>
    public void ReadData(Action? shown = null)
    {
        string? trouble = null;
        try
        {
            var data = _loader.Refresh(firstAlone: shown is not null);
            if (_loader.HasMore)
            {
                Change(snapshot => snapshot with { Data = data });
                shown!();
                data = _loader.Refresh();
            }

            Change(snapshot => snapshot with { Data = data, IsReading = false });
            ReadMarks();
            shown?.Invoke();
            if (!_textsRead && data is not null && sources is not null)
            {
                _textsRead = true;
                var source = sources(path);
                var hasTexts = data.Guids.Take(TextsTried).Any(guid => source.TextOf(guid).Length > 0);
                _ = source.PlaceOf(data.Guids[0]); // what it reads at its first call it reads here, and not while a screen is drawn
                Change(snapshot => snapshot with
                {
                    TextOf = hasTexts ? guid => TextOrTrouble(source, guid) : snapshot.TextOf,
                    PlaceOf = source.PlaceOf,
                });
            }
        }
        catch (Exception e) when (e is LogFormatException or AnalyticsException or TextInputException or IOException or UnauthorizedAccessException)
        {
            trouble = e.Message;
        }

        _dataTrouble = trouble;
        Change(snapshot => snapshot with { Trouble = _eventTrouble ?? trouble, IsReading = false });
    }

    /// <summary>Writes a mark and reads it back with the marks of other viewers.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Mark(ExampleGuid guid, bool isMarked)
    {
        _marks.Append(guid, isMarked);
        ReadMarks();
    }

    void ReadMarks()
    {
        var marks = _marks.Read(Snapshot.Data?.Guids);
        Change(snapshot => snapshot with { Marks = marks });
    }

    public void ReadTrace(ExampleGuid guid)
    {
        try
        {
            var trace = ExampleTrace.Read(DynamicsFile.Find(path), guid);
            Change(snapshot => snapshot with { Trace = trace });
        }
        catch (Exception e) when (e is LogFormatException or AggregateException or IOException)
        {
            Change(snapshot => snapshot with { Trouble = e.Message });
        }
    }

    public void ReadMetric(MetricWish wish)
    {
        var known = Snapshot;
        if (known.Data is not { } data || known.MetricOf(wish.Name, wish.Epochs) is not null)
        {
            return;
        }

        try
        {
            var values = MetricValues.Compute(path, data, wish.Name, Math.Min(wish.Epochs, data.Epochs.Length));
            Change(snapshot => snapshot with { Metrics = [.. snapshot.Metrics.TakeLast(KeptMetrics - 1), values] });
        }
        catch (Exception e) when (e is LogFormatException or AnalyticsException or IOException)
        {
            Change(snapshot => snapshot with { Trouble = e.Message });
        }
    }

    public static Snapshot With(Snapshot snapshot, RunEvent happened) =>
        snapshot with
        {
            Run = snapshot.Run.After(happened),
            Curves = snapshot.Curves.After(happened),
            Log = EventLine.Of(happened) is not { } line ? snapshot.Log
                : snapshot.Log.Length < LogLines ? snapshot.Log.Add(line)
                : snapshot.Log.RemoveAt(0).Add(line),
        };

    // On the thread that draws: an error stands where the text would.
    static string TextOrTrouble(ExampleSource source, ExampleGuid guid)
    {
        try
        {
            return source.TextOf(guid);
        }
        catch (TextInputException e)
        {
            return $"({e.Message})";
        }
    }

    // The snapshot stays the same object where nothing has changed, so that nothing is drawn again.
    void Change(Func<Snapshot, Snapshot> change)
    {
        lock (_lock)
        {
            var next = change(_snapshot);
            _snapshot = next == _snapshot ? _snapshot : next;
        }
    }
}
