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
    readonly Option<string> _outputDir = new("--output-dir", "--output", "-o") { Required = true };

    /// <inheritdoc/>
    public string Page => """
        td inject-noise TRAIN_FILE: a copy of a data set with known wrong labels

          td inject-noise glue/SST-2/train.tsv --rate 0.1 --output-dir noisy

        TRAIN_FILE           .tsv, .csv, .json or .jsonl; dev and test files beside it
                             are copied as they are
        --task NAME          read it as td train reads this task's file
        --rate X             share of rows that get another label (0.1)
        --label-column NAME  (label)
        --guid-column NAME   (guid, id, idx or index, else the row number)
        --seed N             decides which rows (1)
        -o, --output-dir DIR gets the copies and truth.tsv, which td issues reads
        """;

    /// <inheritdoc/>
    public Command Command()
    {
        var command = new Command("inject-noise", "Known label errors.") { _trainFile, _task, _rate, _labelColumn, _guidColumn, _seed, _outputDir };
        command.SetAction(parsed =>
        {
            var file = SourceOf(parsed);
            var set = DecisionReport.InjectNoise(
                file, file.Layout?.Label ?? parsed.GetValue(_labelColumn) ?? "label", parsed.GetValue(_rate), parsed.GetValue(_seed), parsed.GetRequiredValue(_outputDir));
            Console.WriteLine(Invariant($"{set.Flipped:N0} of {set.Rows:N0} rows have another label in {set.TrainFile}"));
            Console.WriteLine($"truth     {set.TruthFile}");
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

    DataFileRecord SourceOf(ParseResult parsed)
    {
        var path = parsed.GetRequiredValue(_trainFile);
        var (task, label, guid) = (parsed.GetValue(_task), parsed.GetValue(_labelColumn), parsed.GetValue(_guidColumn));
        if (task is not null && (label ?? guid) is not null)
        {
            throw new UsageException($"--task {task} says which columns are label and guid, but one was given too; leave out --task or {(label is null ? _guidColumn.Name : _labelColumn.Name)}");
        }

        var layout = task is not null
            ? LayoutOf(TaskCatalog.LayoutOf(task, path))
            : guid is not null
                // No text is looked at, so which column is the text need not be known.
                ? DataFileLayouts.Of(OwnFiles.LoadTrain(new OwnFilesRequest(path, null) { LabelColumn = label, GuidColumn = guid, TextColumn = guid }))
                : null;
        return new DataFileRecord("train", path, "", 0, Layout: layout);
    }

    static DataFileLayout LayoutOf((ExampleColumns Columns, TableLayout Layout) found) => DataFileLayouts.Of(found.Columns, found.Layout);
}
