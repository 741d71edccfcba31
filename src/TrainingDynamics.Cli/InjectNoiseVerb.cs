namespace TrainingDynamics.Cli;

/// <summary><c>td inject-noise</c>: a copy of a data set with known wrong labels.</summary>
sealed class InjectNoiseVerb : IVerb
{
    readonly Argument<string> _trainFile = new("TRAIN_FILE");
    readonly Option<double> _rate = new("--rate") { DefaultValueFactory = _ => 0.1 };
    readonly Option<string?> _task = new("--task", "--task-name");
    readonly Option<int> _seed = new("--seed") { DefaultValueFactory = _ => 1 };
    readonly OutputFolderOption _outputDir = new() { Required = true };
    readonly TableOptions _table = new();

    public string Page => """
        td inject-noise TRAIN_FILE: copy a data set and give some rows a wrong label

          td inject-noise glue/SST-2/train.tsv --rate 0.1 --output-dir noisy

        TRAIN_FILE           .tsv, .csv, .json or .jsonl; dev and test files beside it
                             are copied unchanged
        --task NAME          read it as td train reads this task's file
        --rate X             share of the rows that get another label (0.1)
        --label-column NAME, --guid-column NAME, --delimiter C, --quoting none|csv:
                             as in td train
        --seed N             decides which rows (1)
        -o, --output-dir DIR folder of the copies and truth.tsv, which td issues reads
        """;

    public IReadOnlyList<Symbol> Symbols => [_trainFile, _task, _rate, _seed, _outputDir, .. _table.WithoutTexts];

    public ExitCode Execute(ParseResult parsed)
    {
        var folder = _outputDir.Read(parsed)!;
        var path = parsed.GetRequiredValue(_trainFile);
        var layout = LayoutOf(parsed, path);
        var source = new NoiseSource(new DataFileRecord("train", path, "", 0, Layout: layout), layout.Label);
        var set = NoiseInjector.write(parsed.GetValue(_rate), parsed.GetValue(_seed), source, folder);
        Console.WriteLine(Invariant($"{set.Flipped:N0} of {set.Rows:N0} rows have another label in {TerminalText.Of(set.TrainFile)}"));
        Console.WriteLine($"truth     {TerminalText.Of(set.TruthFile)}");
        VerbOutput.Json(() => new JsonObject
        {
            ["rows"] = set.Rows,
            ["flipped"] = set.Flipped,
            ["files"] = new JsonObject { ["train"] = set.TrainFile, ["truth"] = set.TruthFile },
        });
        return ExitCode.Done;
    }

    DataFileLayout LayoutOf(ParseResult parsed, string path)
    {
        if (parsed.GetValue(_task) is { } task)
        {
            if (parsed.FirstGiven(_table.WithoutTexts) is { } given)
            {
                throw new UsageException($"--task {task} says how the file is read, but {given.Name} is given too; leave one of them out");
            }

            var (columns, layout) = TaskCatalog.LayoutOf(task, path);
            return DataFileLayouts.Of(columns, layout);
        }

        var (own, table) = OwnFiles.ReadLabels(_table.Of(parsed, path));
        if (table.Note is { } note)
        {
            VerbOutput.Note($"note: {note}");
        }

        return DataFileLayouts.Of(own, table.Layout);
    }
}
