using TrainingDynamics.Engine.Parallel;
using TrainingDynamics.Engine.Training;

namespace TrainingDynamics.Cli;

/// <summary><c>td experiment</c>: whether training on a region is worth more than on random examples.</summary>
sealed class ExperimentVerb : IVerb
{
    readonly Argument<string> _name = new("NAME");
    readonly Option<double> _proportion = new("--proportion") { DefaultValueFactory = _ => RegionsModule.DefaultProportion };
    readonly Option<int> _seeds = new("--seeds") { DefaultValueFactory = _ => 3 };
    readonly DataOptionSet _data = new();
    readonly TrainOptionSet _options = new();

    public string Page => """
        td experiment NAME: train on parts of a data set with several seeds, and compare

          td experiment subsets --task demo --from-scratch --seeds 3 --epochs 3

        NAME is subsets: per seed a run on all examples, whose dynamics give the
        regions, then one on each of easy, ambiguous and hard and one on as many random
        examples. Prints the dev metric after the last epoch: mean, standard error over
        seeds, and a paired t-test against random, one pair per seed.

        --proportion X (0.33)      size of a subset, as a share of the examples
        --seeds N (3)              use --seed and the N - 1 seeds after it
        --output-dir DIR (dy_log)  the runs lie in DIR/subsets/seed_N/SUBSET/TASK/MODEL;
                                   finished ones are kept, unless --overwrite is given

        The other options are those of td train; --help-all lists them.
        """;

    public string FullPage => $"""
        td experiment: every option, defaults in parentheses

        --proportion X (0.33)      size of a subset, as a share of the examples
        --seeds N (3)              use --seed and the N - 1 seeds after it

        {DataOptionSet.Page}

        {TrainOptionPage.Text}
        """;

    public IReadOnlyList<Symbol> Symbols => [_name, _proportion, _seeds, .. _data.All, .. _options.All];

    public ExitCode Execute(ParseResult parsed)
    {
        var options = _options.Read(parsed);
        var (name, seeds, proportion) = (parsed.GetRequiredValue(_name), parsed.AtLeast(1, _seeds), parsed.Share(_proportion));
        if (name != "subsets")
        {
            throw new UsageException($"no experiment is called '{name}', expected subsets");
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
        var data = TrainDisplay.Show(processes, display =>
        {
            _options.TellOfModel(parsed, display);
            return _data.Load(parsed, options, display, stop.Token);
        });
        if (data.Train.IsRegression)
        {
            throw new UsageException($"{data.Task} is a regression, which has no regions; expected a task with classes");
        }

        if (options.Epochs < 2)
        {
            throw new UsageException("--epochs is 1; expected at least 2, for one epoch has no variability and so no ambiguous region");
        }

        var metric = data.Metrics[0].Name;
        if (new SubsetsExperiment(data, options, proportion, processes).Run(metric, seeds, stop.Token) is not { } values)
        {
            return ExitCode.Interrupted;
        }

        if (processes.Rank == 0)
        {
            WriteTable(metric, values);
            VerbOutput.Json(() => Json(metric, options.Seed, proportion, values));
        }

        return ExitCode.Done;
    }

    static void WriteTable(string metric, IReadOnlyDictionary<string, double[]> values)
    {
        var random = values["random"];
        Console.WriteLine($"{$"dev {metric}",-14}{"mean",9}{"std. error",12}{"minus random",13}{"t",9}{"p",9}");
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
        if (Remark(values) is { } remark)
        {
            Console.WriteLine($"note: {remark}");
        }
    }

    // What a reader may not take from the table.
    static string? Remark(IReadOnlyDictionary<string, double[]> values)
    {
        var seeds = values["random"].Length;
        var equal = SubsetsExperiment.Subsets
            .Where(subset => subset != "random" && seeds > 1 && PairedTestModule.ofPairs(values[subset], values["random"]).StandardError == 0)
            .ToList();
        return string.Join("; ", new[]
        {
            seeds == 2
                ? "two seeds leave the test one degree of freedom: t must be above 12.7 for p below 0.05, and t alone says little; use five seeds or more"
                : null,
            equal.Count > 0
                ? $"{string.Join(", ", equal)}: every seed differs from random by the same amount, so t has no finite value and p no meaning"
                : null,
        }.OfType<string>()) is { Length: > 0 } text ? text : null;
    }

    static JsonObject Json(string metric, int seed, double proportion, IReadOnlyDictionary<string, double[]> values) => new()
    {
        ["metric"] = metric,
        ["first_seed"] = seed,
        ["seeds"] = values["random"].Length,
        ["proportion"] = proportion,
        ["subsets"] = JsonValues.Each(SubsetsExperiment.Subsets, subset =>
        {
            var own = values[subset];
            var test = subset != "random" && own.Length > 1 ? PairedTestModule.ofPairs(own, values["random"]) : null;
            return new JsonObject
            {
                ["subset"] = subset,
                ["values"] = JsonValues.Each(own, JsonValues.Of),
                ["mean"] = JsonValues.Of(own.Average()),
                ["standard_error"] = JsonValues.Of(PairedTestModule.standardError(own)),
                ["less_random"] = JsonValues.Of(test?.MeanDifference),
                ["t"] = JsonValues.Of(test?.Statistic),
                ["p"] = JsonValues.Of(test?.PValue),
            };
        }),
        ["remark"] = Remark(values),
    };
}
