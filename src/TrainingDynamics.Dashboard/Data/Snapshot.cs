using System.Globalization;

namespace TrainingDynamics.Dashboard.Data;

/// <summary>All that is known of a run at one moment: made on the loader's thread, drawn on the terminal's, changed by nobody.</summary>
sealed record Snapshot
{
    // One function, so that equal snapshots are.
    static readonly Func<ExampleGuid, string> Nothing = _ => "";

    /// <summary>The run folder as given; empty when only a folder of runs is shown.</summary>
    public string Path { get; init; } = "";

    /// <summary>The moment, in UTC.</summary>
    public DateTime Now { get; init; }

    public Settings Settings { get; init; } = new();

    public RunState Run { get; init; } = RunState.Empty;

    public Curves Curves { get; init; } = Curves.Empty;

    /// <summary>Columns of the finished epochs; null while there is none, in a regression, and where <see cref="Trouble"/> says why.</summary>
    public DynamicsData? Data { get; init; }

    /// <summary>True until the folder has been searched for epochs once. Before that, it is not known whether there are any.</summary>
    public bool IsReading { get; init; }

    /// <summary>The text of an example; empty until texts are read, and where there are none.</summary>
    public Func<ExampleGuid, string> TextOf { get; init; } = Nothing;

    public bool HasTexts => TextOf != Nothing;

    /// <summary>The place of an example in its file, as <c>train.csv:128</c>; empty where it is not known.</summary>
    public Func<ExampleGuid, string> PlaceOf { get; init; } = Nothing;

    /// <summary>Examples marked in this viewer or another.</summary>
    public ImmutableHashSet<ExampleGuid> Marks { get; init; } = [];

    /// <summary>[C], by label id; empty where the run has no manifest.</summary>
    public IReadOnlyList<string> LabelNames
    {
        get;
        init => (field, ShownNames) = (value, ClassNames.Shown(value));
    }
    = [];

    public RunManifest? Manifest { get; init; }

    /// <summary>What was printed or happened, oldest first, the last few hundred lines.</summary>
    public ImmutableArray<LogLine> Log { get; init; } = [];

    /// <summary>The example asked for last; null until it is read.</summary>
    public ExampleTrace? Trace { get; init; }

    /// <summary>Metrics that were asked for and are computed, the last few.</summary>
    public ImmutableArray<MetricValues> Metrics { get; init; } = [];

    /// <summary>Why something cannot be read, one line; null: all is well.</summary>
    public string? Trouble { get; init; }

    /// <summary>Whether the training process exists; null where that cannot be known or the run has ended.</summary>
    public bool? TrainerAlive { get; init; }

    /// <summary>Resident bytes of the training process; null where it runs on another machine or is gone.</summary>
    public long? TrainerMemory { get; init; }

    /// <summary>The training process's use of the processors; null where it runs on another machine or is gone.</summary>
    public CpuReading? Cpu { get; init; }

    /// <summary>This machine's GPUs; empty without nvidia-smi or if the run is elsewhere.</summary>
    public ImmutableArray<GpuReading> Gpus { get; init; } = [];

    /// <summary>The second run of a comparison; null: none was chosen.</summary>
    public Snapshot? Other { get; init; }

    /// <summary>This run compared with <see cref="Other"/>; null until both have data and it is computed.</summary>
    public RunComparison? Comparison { get; init; }

    /// <summary>Why the two cannot be compared, one line; null: they can.</summary>
    public string? ComparisonTrouble { get; init; }

    /// <summary>The runs below the given folder, live ones first; empty when a run was given.</summary>
    public ImmutableArray<RunEntry> Runs { get; init; } = [];

    /// <summary>Time since the newest event; zero before the first and after the end.</summary>
    public TimeSpan Silence => Run.SilenceAt(Now);

    /// <summary>True when the process is gone, or probably so.</summary>
    public bool IsStale => !Run.Ended && (TrainerAlive == false || Run.IsSilentAt(Now));

    /// <summary>A metric of the first epochs; null until it is computed.</summary>
    public MetricValues? MetricOf(string name, int epochs) =>
        Metrics.FirstOrDefault(metric => metric.Name == name && metric.Epochs == epochs && metric.Values.Length == Data?.Count);

    /// <summary>[C], as <see cref="ClassNames.Shown"/> distinguishes them.</summary>
    public IReadOnlyList<string> ShownNames { get; private init; } = [];

    /// <summary>The shown name of a class, or its label id where names are not known.</summary>
    public string LabelName(int label) => NameOf(label, ShownNames);

    public static string NameOf(int label, IReadOnlyList<string> names) =>
        label >= 0 && label < names.Count ? names[label] : label.ToString(CultureInfo.InvariantCulture);
}

readonly record struct LogLine(DateTime Time, string Text);
