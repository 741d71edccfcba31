namespace TrainingDynamics.Cli;

/// <summary><c>td convert</c>: a run's logs in the other format.</summary>
sealed class ConvertVerb : IVerb
{
    readonly Argument<string> _run = new("RUN");
    readonly Option<string> _to = new("--to", "--format") { Required = true };
    readonly OutputFolderOption _outputDir = new();
    readonly Option<bool> _overwrite = new("--overwrite");

    public string Page => """
        td convert RUN: convert the logs of a run to Parquet or to JSON lines

          td convert dy_log/sst2/bert-tiny --to parquet
          td convert dy_log/sst2/bert-tiny --to jsonl --output-dir for_python

        RUN               a run folder or its training_dynamics folder
        --to FORMAT       parquet: columns guid, gold, logits (list of float32) and
                          device, for pandas, DuckDB and Spark; jsonl: JSON lines, as
                          AllenAI's code writes (--format)
        -o, --output-dir DIR   folder of the new files; default: beside the logs, which
                          stay
        --overwrite       replace existing files

        The numbers stay the same, bit for bit, and so do the metrics. Of an epoch in
        both formats td reads the Parquet file, which is faster. Prints the path of
        every file written, one per line.
        """;

    public IReadOnlyList<Symbol> Symbols => [_run, _to, _outputDir, _overwrite];

    public ExitCode Execute(ParseResult parsed)
    {
        var format = TrainOptionSet.Choice(parsed, _to, ("jsonl", LogFormat.Jsonl), ("parquet", LogFormat.Parquet));
        var run = parsed.GetRequiredValue(_run);
        var paths = LogConversion.convert(run, format, _outputDir.Read(parsed), parsed.GetValue(_overwrite));
        foreach (var path in paths)
        {
            Console.WriteLine(TerminalText.Of(path));
        }

        VerbOutput.Json(() => new JsonObject { ["run"] = run, ["files"] = JsonValues.Each(paths, path => path) });

        return ExitCode.Done;
    }
}
