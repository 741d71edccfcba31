using System.CommandLine;
using System.Text.Json.Nodes;
using TrainingDynamics.Analytics;
using TrainingDynamics.Logs;

namespace TrainingDynamics.Cli;

/// <summary><c>td convert</c>: a run's logs in the other format.</summary>
sealed class ConvertVerb : IVerb
{
    readonly Argument<string> _run = new("RUN");
    readonly Option<string> _to = new("--to", "--format") { Required = true };
    readonly OutputFolderOption _outputDir = new();
    readonly Option<bool> _overwrite = new("--overwrite");

    /// <inheritdoc/>
    public string Page => """
        td convert RUN: the logs of a run as Parquet, or as JSON lines

          td convert dy_log/sst2/bert-tiny --to parquet
          td convert dy_log/sst2/bert-tiny --to jsonl --output-dir for_python

        RUN               a run folder or its training_dynamics folder
        --to FORMAT       parquet: columns guid, gold, logits (list of float32) and
                          device, for pandas, DuckDB and Spark; jsonl: the original's
                          (--format)
        -o, --output-dir DIR   gets the files; default: beside the logs, which stay
        --overwrite       replace files that are there

        The numbers stay the same, bit for bit, and so do the metrics. Where an epoch
        is there in both formats, td reads the Parquet file, which is quicker. Prints
        the path of every file written, one a line.
        """;

    /// <inheritdoc/>
    public Command Command()
    {
        var command = new Command("convert", "Logs in the other format.") { _run, _to, _outputDir, _overwrite };
        command.SetAction(parsed =>
        {
            var format = TrainOptionSet.Choice(parsed, _to, ("jsonl", LogFormat.Jsonl), ("parquet", LogFormat.Parquet));
            var run = parsed.GetRequiredValue(_run);
            var paths = LogConversion.convert(run, format, _outputDir.Read(parsed), parsed.GetValue(_overwrite));
            foreach (var path in paths)
            {
                Console.WriteLine(TerminalText.Of(path));
            }

            VerbOutput.Json(() => new JsonObject { ["run"] = run, ["files"] = JsonValues.Each(paths, path => path) });

            return (int)ExitCode.Done;
        });
        return command;
    }
}
