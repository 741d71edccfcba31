using System.Collections.Immutable;
using System.Globalization;
using TrainingDynamics.Logs;

namespace TrainingDynamics.Dashboard.Data;

/// <summary>
/// All that is known of a run at one moment: made on the loader's thread, drawn on the terminal's, changed by nobody.
/// </summary>
sealed record Snapshot
{
    /// <summary>A run that is alive says so at least every ten seconds.</summary>
    public static readonly TimeSpan SilenceOfTheDead = TimeSpan.FromSeconds(30);

    // One function, so that equal snapshots are.
    static readonly Func<ExampleGuid, string> Nowhere = _ => "";

    /// <summary>The run folder as it was given; empty when only a folder of runs is shown.</summary>
    public string Path { get; init; } = "";

    /// <summary>The moment, in UTC.</summary>
    public DateTime Now { get; init; }

    /// <summary>How to draw.</summary>
    public Settings Settings { get; init; } = new();

    /// <summary>The folded events.</summary>
    public RunState Run { get; init; } = RunState.Empty;

    /// <summary>The folded curves.</summary>
    public Curves Curves { get; init; } = Curves.Empty;

    /// <summary>Columns of the finished epochs; null while there is none, in a regression, and where <see cref="Trouble"/> says why.</summary>
    public DynamicsData? Data { get; init; }

    /// <summary>True until the folder was looked into for epochs the first time: that there are none is not known yet.</summary>
    public bool IsReading { get; init; }

    /// <summary>Text by guid; empty until they are read, and where they cannot be had.</summary>
    public IReadOnlyDictionary<ExampleGuid, string> Texts { get; init; } = ImmutableDictionary<ExampleGuid, string>.Empty;

    /// <summary>Where an example stands in its file, as <c>train.csv:128</c>; empty where it is not known.</summary>
    public Func<ExampleGuid, string> PlaceOf { get; init; } = Nowhere;

    /// <summary>Examples that somebody has marked, in this viewer or another.</summary>
    public ImmutableHashSet<ExampleGuid> Marks { get; init; } = [];

    /// <summary>[C], by class number; empty where the run has no manifest.</summary>
    public IReadOnlyList<string> LabelNames
    {
        get;
        init => (field, ShownNames) = (value, ClassNames.Shown(value));
    }
    = [];

    /// <summary>The manifest; null where there is none.</summary>
    public RunManifest? Manifest { get; init; }

    /// <summary>What was printed or happened, oldest first, the last few hundred lines.</summary>
    public ImmutableArray<LogLine> Log { get; init; } = [];

    /// <summary>The example asked for last; null until it is read.</summary>
    public ExampleTrace? Trace { get; init; }

    /// <summary>Metrics that were asked for and are computed, the last few.</summary>
    public ImmutableArray<MetricValues> Metrics { get; init; } = [];

    /// <summary>Why something cannot be read, one line; null: all is well.</summary>
    public string? Trouble { get; init; }

    /// <summary>Whether the training process is there; null where that cannot be known or the run has ended.</summary>
    public bool? TrainerAlive { get; init; }

    /// <summary>Resident bytes of the training process; null when it runs on another machine or has gone.</summary>
    public long? TrainerMemory { get; init; }

    /// <summary>What the training process takes of the processors; null when it runs on another machine or has gone.</summary>
    public CpuReading? Cpu { get; init; }

    /// <summary>This machine's GPUs; empty where nvidia-smi is not to be had or the run is elsewhere.</summary>
    public ImmutableArray<GpuReading> Gpus { get; init; } = [];

    /// <summary>The second run of a comparison; null: none was chosen.</summary>
    public Snapshot? Other { get; init; }

    /// <summary>This run against the <see cref="Other"/>; null until both have data and it is computed.</summary>
    public RunComparison? Comparison { get; init; }

    /// <summary>Why the two cannot be compared, one line; null: they can.</summary>
    public string? ComparisonTrouble { get; init; }

    /// <summary>The runs below the given folder, live ones first; empty when a run was given.</summary>
    public ImmutableArray<RunEntry> Runs { get; init; } = [];

    /// <summary>Time since the newest event; zero before the first and after the end.</summary>
    public TimeSpan Silence => Run.LastSeen is { } seen && !Run.Ended && Now > seen ? Now - seen : TimeSpan.Zero;

    /// <summary>True when the process is gone, or probably so.</summary>
    public bool IsStale => !Run.Ended && (TrainerAlive == false || Silence > SilenceOfTheDead);

    /// <summary>A metric of the first epochs; null until it is computed.</summary>
    public MetricValues? MetricOf(string name, int epochs) =>
        Metrics.FirstOrDefault(metric => metric.Name == name && metric.Epochs == epochs && metric.Values.Length == Data?.Count);

    /// <summary>[C], as <see cref="ClassNames.Shown"/> tells them apart.</summary>
    public IReadOnlyList<string> ShownNames { get; private init; } = [];

    /// <summary>A class's name as it is shown, or its number where names are not known.</summary>
    public string LabelName(int label) => NameOf(label, ShownNames);

    /// <summary>One of the names, or the class's number where there is none.</summary>
    public static string NameOf(int label, IReadOnlyList<string> names) =>
        label >= 0 && label < names.Count ? names[label] : label.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A line of the log pane.</summary>
/// <param name="Time">UTC.</param>
/// <param name="Text">One line.</param>
readonly record struct LogLine(DateTime Time, string Text);
