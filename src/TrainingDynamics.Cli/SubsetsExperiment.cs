using TrainingDynamics.Engine.Parallel;
using TrainingDynamics.Engine.Training;

namespace TrainingDynamics.Cli;

/// <summary>
/// The experiment of AllenAI's paper: per seed a run on all examples, then one on each of its regions and one on as many random examples.
/// Runs that are finished are not trained again; an interrupted one is resumed.
/// </summary>
sealed class SubsetsExperiment(TaskData data, TrainOptions options, double proportion, ICollective processes)
{
    /// <summary>The rows of the table: all examples, the regions, and the random examples that they are compared with.</summary>
    public static IReadOnlyList<string> Subsets { get; } = ["full", "easy", "ambiguous", "hard", "random"];

    /// <summary>The dev metric by subset after the last epoch, one value per seed; null when <paramref name="stop"/> ended it.</summary>
    public IReadOnlyDictionary<string, double[]>? Run(string metric, int seeds, CancellationToken stop)
    {
        var values = Subsets.ToDictionary(subset => subset, _ => new double[seeds]);
        for (var i = 0; i < seeds; i++)
        {
            var seed = options.Seed + i;
            MetricsReport? full = null;
            foreach (var subset in Subsets)
            {
                if (processes.Rank == 0)
                {
                    Console.WriteLine($"{subset}, seed {seed}");
                }

                var part = full is null ? data : data with { Train = Selected(full, subset, seed) };
                var run = options with { Seed = seed, OutputDir = Path.Combine(options.OutputDir, "subsets", $"seed_{seed}", subset), Resume = !options.Overwrite };
                var summary = TrainDisplay.Show(processes, display => TrainingRun.Run(run, part, display, stop, display, processes));
                if (summary.Interrupted)
                {
                    return null;
                }

                full ??= TrainingDynamicsReport.Compute(summary.Folder.Path, new MetricsRequest());
                var kept = options.LoadBestModelAtEnd ? summary.Epochs.First(epoch => epoch.Epoch == summary.Best!.Epoch) : summary.Epochs[^1];
                values[subset][i] = kept.DevMetrics![metric];
            }
        }

        return values;
    }

    Dataset Selected(MetricsReport full, string subset, int seed)
    {
        var selection = subset == "random"
            ? DecisionReport.Select(full, new SelectionQuery { Strategy = subset, Fraction = proportion, Seed = seed })
            : SelectionModule.ofRegion(subset, proportion, full.Table);
        return data.Train.Select(
            [.. selection.Picks.Select(pick => pick.Guid.ToString())], Invariant($"{subset} {proportion} of seed {seed}"));
    }
}
