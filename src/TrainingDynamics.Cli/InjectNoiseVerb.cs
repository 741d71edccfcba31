using System.CommandLine;
using System.Text.Json.Nodes;
using TrainingDynamics.Analytics;
using TrainingDynamics.Data;
using TrainingDynamics.Logs;
using static System.FormattableString;

namespace TrainingDynamics.Cli;

/// <summary><c>td inject-noise</c>: a copy of a data set with wrong labels that are known.</summary>
sealed class InjectNoiseVerb : IVerb
{
    readonly Argument<string> _trainFile = new("TRAIN_FILE");
    readonly Option<double> _rate = new("--rate") { DefaultValueFactory = _ => 0.1 };
    readonly Option<string?> _task = new("--task", "--task-name");
    readonly Option<string?> _labelColumn = new("--label-column");
    readonly Option<string?> _guidColumn = new("--guid-column");
    readonly Option<int> _seed = new("--seed") { DefaultValueFactory = _ => 1 };
    readonly OutputFolderOption _outputDir = new() { Required = true };
    readonly FormOptions _form = new();

    /// <inheritdoc/>
    public string Page => """
        td inject-noise TRAIN_FILE: a copy of a data set with known wrong labels

          td inject-noise glue/SST-2/train.tsv --rate 0.1 --output-dir noisy

        TRAIN_FILE           .tsv, .csv, .json or .jsonl; dev and test files beside it
                             are copied as they are
        --task NAME          read it as td train reads this task's file
        --rate X             share of rows that get another label (0.1)
        --label-column NAME, --guid-column NAME, --delimiter C, --quoting none|csv:
                             as of td train
        --seed N             decides which rows (1)
        -o, --output-dir DIR gets the copies and truth.tsv, which td issues reads
        """;

    /// <inheritdoc/>
    public Command Command()
    {
        var command = new Command("inject-noise", "Known label errors.") { _trainFile, _task, _rate, _labelColumn, _guidColumn, _seed, _outputDir };
        foreach (var option in _form.All)
        {
            command.Options.Add(option);
        }

        command.SetAction(parsed =>
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
            return (int)ExitCode.Done;
        });
        return command;
    }

    DataFileLayout LayoutOf(ParseResult parsed, string path)
    {
        var (task, label, guid) = (parsed.GetValue(_task), parsed.GetValue(_labelColumn), parsed.GetValue(_guidColumn));
        if (task is not null)
        {
            Option[] others = [_labelColumn, _guidColumn, .. _form.All];
            if (others.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } given)
            {
                throw new UsageException($"--task {task} says how the file is read, but {given.Name} is given too; leave one of them out");
            }

            var (columns, layout) = TaskCatalog.LayoutOf(task, path);
            return DataFileLayouts.Of(columns, layout);
        }

        var (own, table) = OwnFiles.ReadLabels(new OwnFilesRequest(path, null) { Form = _form.Of(parsed), LabelColumn = label, GuidColumn = guid });
        if (table.Note is { } note)
        {
            VerbOutput.Note($"note: {note}");
        }

        return DataFileLayouts.Of(own, table.Layout);
    }
}
