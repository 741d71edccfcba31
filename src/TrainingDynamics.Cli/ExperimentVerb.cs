using System.CommandLine;
using TrainingDynamics.Analytics;
using TrainingDynamics.Engine.Parallel;
using TrainingDynamics.Engine.Training;
using static System.FormattableString;

namespace TrainingDynamics.Cli;

/// <summary><c>td experiment</c>: whether training on a region is worth more than on random examples.</summary>
sealed class ExperimentVerb : IVerb
{
    readonly Argument<string> _name = new("NAME");
    readonly Option<double> _proportion = new("--proportion") { DefaultValueFactory = _ => RegionsModule.DefaultProportion };
    readonly Option<int> _seeds = new("--seeds") { DefaultValueFactory = _ => 3 };
    readonly DataOptionSet _data = new();
    readonly TrainOptionSet _options = new();

    /// <inheritdoc/>
    public string Page => """
        td experiment NAME: train on parts of a data set with several seeds, and compare

          td experiment subsets --task demo --from-scratch --seeds 3 --epochs 3

        NAME is subsets: per seed a run on all examples, whose dynamics give the
        regions, then one on each of easy, ambiguous and hard and one on as many random
        examples. Prints the dev metric after the last epoch: mean, standard error over
        seeds, and a paired t-test against random, one pair a seed.

        --proportion X (0.33)      of a subset
        --seeds N (3)              --seed and the N - 1 after it
        --output-dir DIR (dy_log)  the runs lie in DIR/subsets/seed_N/SUBSET/TASK/MODEL,
                                   each an ordinary one; what is finished there is not
                                   trained again, --overwrite trains all anew

        The other options are those of td train; --help-all lists them.
        """;

    /// <inheritdoc/>
    public string FullPage => $"""
        td experiment: every option, defaults in parentheses

        --proportion X (0.33)      of a subset
        --seeds N (3)              --seed and the N - 1 after it

        {DataOptionSet.Page}

        {TrainOptionSet.Page}
        """;

    /// <inheritdoc/>
    public Command Command()
    {
        var command = new Command("experiment", "Train on parts of a data set and compare.") { _name, _proportion, _seeds };
        _data.AddTo(command);
        _options.AddTo(command);
        command.SetAction(parsed => (int)Execute(parsed));
        return command;
    }

    ExitCode Execute(ParseResult parsed)
    {
        var options = _options.Read(parsed);
        var (name, seeds, proportion) = (parsed.GetRequiredValue(_name), parsed.GetValue(_seeds), parsed.GetValue(_proportion));
        if (name != "subsets")
        {
            throw new UsageException($"'{name}' is no experiment, expected subsets");
        }

        if (seeds < 1 || proportion is not (> 0 and <= 1))
        {
            throw new UsageException("--seeds wants a number of at least 1 and --proportion a share in (0, 1]");
        }

        if (options.Record == RecordingMode.Off)
        {
            throw new UsageException("--record is off, but the regions come from what the run on all examples records");
        }

        options.Validate();
        return JoinedProcesses.Run(
            "td experiment", _options.Collective(parsed), options.Device, processes => Execute(parsed, options, seeds, proportion, processes));
    }

    ExitCode Execute(ParseResult parsed, TrainOptions options, int seeds, double proportion, ICollective processes)
    {
        using var stop = new StopSignals();
        var data = TrainDisplay.Show(processes, display => _data.Load(parsed, options.Model, display, stop.Token));
        if (data.Train.IsRegression)
        {
            throw new UsageException($"{data.Task} is a regression, which has no regions; expected a task with classes");
        }

        var metric = data.Metrics[0].Name;
        if (new SubsetsExperiment(data, options, proportion, processes).Run(metric, seeds, stop.Token) is not { } values)
        {
            return ExitCode.Interrupted;
        }

        if (processes.Rank == 0)
        {
            WriteTable(metric, values);
        }

        return ExitCode.Done;
    }

    static void WriteTable(string metric, IReadOnlyDictionary<string, double[]> values)
    {
        var random = values["random"];
        Console.WriteLine($"{$"dev {metric}",-14}{"mean",9}{"std. error",12}{"less random",13}{"t",9}{"p",9}");
        foreach (var subset in SubsetsExperiment.Subsets)
        {
            var own = values[subset];
            var line = Invariant($"{subset,-14}{own.Average(),9:F4}{PairedTestModule.standardError(own),12:F4}");
            if (subset != "random" && own.Length > 1)
            {
                var test = PairedTestModule.ofPairs(own, random);
                line += Invariant($"{test.MeanDifference,13:F4}{test.Statistic,9:F2}{test.PValue,9:F3}");
            }

            Console.WriteLine(line);
        }

        Console.WriteLine(random.Length > 1
            ? Invariant($"paired t-test against random, two-sided, over {random.Length} seeds")
            : "no test: it needs two seeds at least");
    }
}
