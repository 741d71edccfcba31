using System.CommandLine;
using TrainingDynamics.Analytics;
using static System.FormattableString;

namespace TrainingDynamics.Cli;

/// <summary><c>td inject-noise</c>: a copy of a data set with wrong labels that are known.</summary>
sealed class InjectNoiseVerb : IVerb
{
    readonly Argument<string> _trainFile = new("TRAIN_FILE");
    readonly Option<double> _rate = new("--rate") { DefaultValueFactory = _ => 0.1 };
    readonly Option<string> _labelColumn = new("--label-column") { DefaultValueFactory = _ => "label" };
    readonly Option<int> _seed = new("--seed") { DefaultValueFactory = _ => 1 };
    readonly Option<string> _outputDir = new("--output-dir") { Required = true };

    /// <inheritdoc/>
    public string Page => """
        td inject-noise TRAIN_FILE: a copy of a data set with known wrong labels

          td inject-noise glue/SST-2/train.tsv --rate 0.1 --output-dir noisy

        TRAIN_FILE           .tsv, .csv or .jsonl; dev and test files beside it are
                             copied as they are
        --rate X             share of rows that get another label (0.1)
        --label-column NAME  (label)
        --seed N             decides which rows (1)
        --output-dir DIR     gets the copies and truth.tsv, which td issues reads
        """;

    /// <inheritdoc/>
    public Command Command()
    {
        var command = new Command("inject-noise", "Known label errors.") { _trainFile, _rate, _labelColumn, _seed, _outputDir };
        command.SetAction(parsed =>
        {
            var trainFile = parsed.GetRequiredValue(_trainFile);
            var set = DecisionReport.InjectNoise(
                trainFile, DecisionReport.GuidColumn(trainFile), parsed.GetRequiredValue(_labelColumn), parsed.GetValue(_rate), parsed.GetValue(_seed), parsed.GetRequiredValue(_outputDir));
            Console.WriteLine(Invariant($"{set.Flipped:N0} of {set.Rows:N0} rows have another label in {set.TrainFile}"));
            Console.WriteLine($"truth     {set.TruthFile}");
            return (int)ExitCode.Done;
        });
        return command;
    }
}
