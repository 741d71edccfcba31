using TrainingDynamics.Dashboard.Data;

namespace TrainingDynamics.Cli;

/// <summary><c>td list</c>: the runs below a folder.</summary>
sealed class ListVerb : IVerb
{
    readonly Argument<string[]> _folders = new("DIR") { Arity = ArgumentArity.ZeroOrMore };

    public string Page => """
        td list [DIR…]: list the runs below a folder, live ones first, then the latest

          td list dy_log
          td list dy_log --json | jq -r '.runs[] | select(.state == "silent").run'

        DIR    folders with runs up to four levels below, or runs (dy_log)

        Prints for every run its state, its epochs, the best value of its first dev
        metric with the epoch that reached it, and the options in which the runs
        differ. Links to folders are not followed.
        """;

    public IReadOnlyList<Symbol> Symbols => [_folders];

    public ExitCode Execute(ParseResult parsed)
    {
        var folders = parsed.GetValue(_folders) is { Length: > 0 } given ? given : ["dy_log"];
        if (folders.FirstOrDefault(folder => !Directory.Exists(folder)) is { } missing)
        {
            throw new UsageException($"{missing} is not a folder; expected a folder with runs");
        }

        var now = DateTime.UtcNow;
        var runs = new RunScan(folders).Look(now);
        var options = runs.Select(run => OptionsOf(run.Path)).ToList();
        var differ = DifferIn(options);
        WriteTable(runs, options, differ, now);
        VerbOutput.Json(() => new JsonObject
        {
            ["folders"] = JsonValues.Each(folders, folder => folder),
            ["runs"] = JsonValues.Each(runs.Select((run, i) => (run, i)), one =>
            {
                var json = RunStateJson.Of(one.run.Path, one.run.Run, now);
                json["options"] = new JsonObject(differ.Select(name => KeyValuePair.Create(name, options[one.i]?[name]?.DeepClone())));
                return json;
            }),
        });
        return ExitCode.Done;
    }

    static void WriteTable(IReadOnlyList<RunEntry> runs, List<JsonObject?> options, IReadOnlyList<string> differ, DateTime now)
    {
        var names = runs.Select(run => TerminalText.Of(run.Name)).ToList();
        var width = Math.Max(3, names.Select(name => name.Length).DefaultIfEmpty(0).Max());
        Console.WriteLine(runs.Count == 0 ? "no runs" : $"{"run".PadRight(width)}  {"state",-11}  {"epochs",-7}  {"best dev",-24}  options that differ");
        for (var i = 0; i < runs.Count; i++)
        {
            var state = runs[i].Run;
            var epochs = state.Run is { } begun ? Invariant($"{Math.Max(0, state.Epoch + 1)}/{begun.Epochs}") : "";
            var best = BestEpoch.Of(state.Epochs.Select(epoch => (epoch.Epoch, epoch.DevMetrics))).FirstOrDefault();
            var metric = best is null ? "" : Invariant($"{best.Metric} {best.Value:F4} ({best.Epoch})");
            var own = string.Join(" ", differ.Where(name => options[i]?.ContainsKey(name) == true).Select(name => $"{name}={options[i]![name]}"));
            Console.WriteLine(TerminalText.Of($"{names[i].PadRight(width)}  {RunStateJson.StateOf(state, now),-11}  {epochs,-7}  {metric,-24}  {own}").TrimEnd());
        }
    }

    // Null where a run has no manifest that can be read.
    static JsonObject? OptionsOf(string run)
    {
        var path = new RunFolder(run).ManifestPath;
        try
        {
            if (!File.Exists(path))
            {
                return null;
            }

            var manifest = RunManifest.Read(path);
            var options = manifest.Options.DeepClone().AsObject();
            options["task"] = manifest.Task;
            options["train-file"] ??= manifest.DataFiles.FirstOrDefault(file => file.Split == "train")?.Path;
            return options;
        }
        catch (LogFormatException e)
        {
            VerbOutput.Note($"note: {e.Message}");
            return null;
        }
    }

    // Where a run lies is what its name says.
    static List<string> DifferIn(IReadOnlyList<JsonObject?> options)
    {
        var known = options.OfType<JsonObject>().ToList();
        return
        [
            .. known.SelectMany(one => one.Select(pair => pair.Key)).Distinct()
                .Where(name => name != "output-dir" && known.Select(one => one[name]?.ToJsonString()).Distinct().Count() > 1),
        ];
    }
}
