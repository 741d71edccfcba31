namespace TrainingDynamics.Dashboard.Data;

/// <summary>
/// Reads the shown run, the one compared with it and the list of runs on its threads, and publishes what is known as one snapshot, which the
/// terminal's thread takes when it likes: no queue, nothing waits.
/// </summary>
sealed class RunFeed : IRunObserver, IDisposable
{
    static readonly TimeSpan EventInterval = TimeSpan.FromMilliseconds(250);
    static readonly TimeSpan DataInterval = TimeSpan.FromSeconds(1);
    static readonly TimeSpan ScanInterval = TimeSpan.FromSeconds(5);

    readonly Func<string, ExampleSource>? _sources;
    readonly Settings _settings;
    readonly RunScan _scan;
    readonly Func<ImmutableArray<LogLine>, ImmutableArray<LogLine>> _interleave;
    readonly ManualResetEventSlim _end = new();
    readonly AutoResetEvent _asked = new(false);
    readonly Lock _publishing = new();
    GpuWatch? _gpus;
    ImmutableArray<RunEntry> _runs = [];
    RunReader? _run;
    RunReader? _other;
    readonly ComparisonReader _comparison = new();
    Request.OpenExample? _wanted;
    MetricWish[] _wishes = [];
    volatile int _compared; // 0: all
    Snapshot _latest;

    /// <summary>Reads nothing yet. The first of the run folders is shown, the second compared with it; folders of runs are listed.</summary>
    /// <param name="paths">Run folders, or folders of runs.</param>
    /// <param name="settings">Go into every snapshot.</param>
    /// <param name="sources">Gives texts and places of a run folder; null: none are shown.</param>
    /// <param name="interleave">Puts lines that were printed under the screen between the events; null: there are none.</param>
    /// <param name="otherRuns">The folder to list where the run of this process is shown; null: none.</param>
    public RunFeed(
        IReadOnlyList<string> paths,
        Settings settings,
        Func<string, ExampleSource>? sources = null,
        Func<ImmutableArray<LogLine>, ImmutableArray<LogLine>>? interleave = null,
        string? otherRuns = null)
    {
        (_settings, _sources, _interleave) = (settings, sources, interleave ?? (events => events));
        _scan = new RunScan(settings.Mode != DashboardMode.Train ? paths : otherRuns is null ? [] : [otherRuns]);
        var runs = paths.Where(path => settings.Mode == DashboardMode.Train || new RunFolder(path).HoldsRun).ToList();
        _run = runs.Count > 0 ? new RunReader(runs[0], sources) : null;
        _other = runs.Count > 1 ? new RunReader(runs[1], sources) : null;
        _latest = new Snapshot { Path = _run is null ? "" : runs[0], Settings = settings };
    }

    /// <summary>What is known; its clock is that of its last change.</summary>
    public Snapshot Latest => Volatile.Read(ref _latest);

    /// <summary>True when the files of the run may be read: an earlier run's files may lie there until this process's run begins.</summary>
    public bool HasBegun { get; private set; }

    public void On(RunEvent happened) => HasBegun = true;

    /// <summary>Reads everything once, on this thread.</summary>
    public Snapshot ReadOnce(DateTime now)
    {
        _runs = _scan.Look(now);
        foreach (var run in new[] { _run, _other })
        {
            run?.ReadEvents();
            run?.ReadData();
        }

        _comparison.Refresh(_run?.Snapshot, _other?.Snapshot);
        Publish(now);
        return Latest;
    }

    /// <summary>Reads on its threads until it is disposed.</summary>
    public void Start()
    {
        HasBegun = _settings.Mode != DashboardMode.Train;
        _gpus = new GpuWatch();
        Loop("events", EventInterval, null, () =>
        {
            if (HasBegun)
            {
                _run?.ReadEvents();
            }

            _other?.ReadEvents();
            PublishNow();
        });
        Loop("epochs", DataInterval, _asked, () =>
        {
            if (_run is { } run)
            {
                if (Interlocked.Exchange(ref _wanted, null) is { } open)
                {
                    run.ReadTrace(open.Guid);
                }

                if (HasBegun)
                {
                    run.ReadData(PublishNow);
                }

                foreach (var wish in Volatile.Read(ref _wishes))
                {
                    run.ReadMetric(wish);
                    PublishNow();
                }
            }

            _other?.ReadData();
            _comparison.Refresh(_run?.Snapshot, _other?.Snapshot, _compared is > 0 and var epochs ? epochs : null);
            PublishNow();
        });
        Loop("runs", ScanInterval, null, () => _runs = _scan.Look(DateTime.UtcNow));
    }

    /// <summary>Reads what the request asks for. Ignores requests that need no reading.</summary>
    public void Serve(Request request)
    {
        switch (request)
        {
            case Request.OpenRun open:
                _run = new RunReader(open.Path, _sources);
                break;
            case Request.CompareWith compare:
                _other = new RunReader(compare.Path, _sources);
                break;
            case Request.OpenExample open:
                _wanted = open;
                break;
            default:
                return;
        }

        _asked.Set();
    }

    /// <summary>
    /// Writes or removes a mark of the shown run at once, on this thread; on return <see cref="Latest"/> has it. Returns the number of marks.
    /// </summary>
    /// <exception cref="IOException">It cannot be written, or another run is shown by now.</exception>
    public int Mark(string path, ExampleGuid guid, bool isMarked)
    {
        if (_run is not { } run || run.Path != path)
        {
            throw new IOException("nothing was marked: another run is being opened");
        }

        run.Mark(guid, isMarked);
        PublishNow();
        return run.Snapshot.Marks.Count;
    }

    public void Wish(MetricWish[] wishes)
    {
        if (!wishes.SequenceEqual(Volatile.Read(ref _wishes)))
        {
            Volatile.Write(ref _wishes, wishes);
            _asked.Set();
        }
    }

    /// <summary>Has the first epochs of both runs compared; null: all.</summary>
    public void Compare(int? epochs)
    {
        if (_compared != (epochs ?? 0))
        {
            _compared = epochs ?? 0;
            _asked.Set();
        }
    }

    /// <summary>Ends the threads at their next turn without waiting for them.</summary>
    public void Dispose()
    {
        _end.Set();
        _asked.Set();
        _gpus?.Dispose();
    }

    void Loop(string name, TimeSpan interval, WaitHandle? wake, Action read)
    {
        var thread = new Thread(() =>
        {
            while (!_end.IsSet)
            {
                read();
                if (wake is null)
                {
                    _end.Wait(interval);
                }
                else
                {
                    wake.WaitOne(interval);
                }
            }
        })
        { IsBackground = true, Name = $"dashboard {name}" };
        thread.Start();
    }

    void PublishNow() => Publish(DateTime.UtcNow);

    void Publish(DateTime now)
    {
        lock (_publishing)
        {
            var known = _run?.Snapshot ?? new Snapshot();
            var next = _comparison.AddTo(known with
            {
                Now = _latest.Now,
                Settings = _settings,
                Log = _interleave(known.Log),
                Gpus = Kept(_gpus?.Latest ?? [], _latest.Gpus),
                Other = _other?.Snapshot,
                Runs = Kept(_runs, _latest.Runs),
            });
            if (next != _latest)
            {
                Volatile.Write(ref _latest, next with { Now = now });
            }
        }
    }

    // Equality of arrays is by reference, and a new object means a new frame.
    static ImmutableArray<T> Kept<T>(ImmutableArray<T> fresh, ImmutableArray<T> before) => fresh.SequenceEqual(before) ? before : fresh;
}
