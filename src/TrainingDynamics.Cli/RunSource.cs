using TrainingDynamics.Dashboard;

namespace TrainingDynamics.Cli;

/// <summary>What a run was trained on.</summary>
static class RunSource
{
    /// <summary>
    /// The training file and how the run read it: in <paramref name="dataDir"/> where that is given, else where the manifest says. A note
    /// on standard error says where a file in another folder is not the one that the run read.
    /// </summary>
    /// <exception cref="UsageException">
    /// The run has no manifest and no folder was given, the folder has no such file, or the file has changed since the run.
    /// </exception>
    /// <exception cref="TextInputException">A file in another folder has other labels or texts than the run.</exception>
    public static DataFileRecord TrainFile(string run, MetricsReport report, string? dataDir)
    {
        var examples = new RunExamples(run);
        var recorded = examples.Recorded;
        if (dataDir is not null)
        {
            var path = Path.Combine(dataDir, Path.GetFileName(recorded?.Path) ?? "train.tsv");
            return File.Exists(path)
                ? InOtherFolder(examples, report, path)
                : throw new UsageException($"{path} does not exist; pass the folder of the training file as --data-dir");
        }

        if (recorded is null)
        {
            throw new UsageException($"{run} has no run.json that names its training file; pass --data-dir DIR");
        }

        if (!File.Exists(recorded.Path))
        {
            throw new UsageException($"{recorded.Path}, which the run was trained on, is not there any more; pass the file's folder as --data-dir");
        }

        return DecisionReport.IsUnchanged(recorded)
            ? recorded
            : throw new UsageException(
                $"{recorded.Path} has changed since the run (its SHA-256 is not that of run.json), so its rows may be others; "
                + "put the old file back, or pass the folder of a file with the same rows as --data-dir");
    }

    /// <summary>The run's training examples. Where they have no texts, a note on standard error says why.</summary>
    public static RunExamples Examples(string run)
    {
        var examples = new RunExamples(run);
        if (examples.Trouble is { } reason)
        {
            VerbOutput.Note($"note: no texts are shown: {reason}");
        }

        return examples;
    }

    public static ExampleSource ForDashboard(string run)
    {
        var examples = Examples(run);
        return new ExampleSource(examples.TextOf, examples.PlaceOf);
    }

    static DataFileRecord InOtherFolder(RunExamples examples, MetricsReport report, string path)
    {
        var moved = examples.Recorded is { } recorded ? recorded with { Path = path } : new DataFileRecord("train", path, "", 0);
        if (examples.Recorded is not null && DecisionReport.IsUnchanged(moved))
        {
            return moved;
        }

        SourceCheck.RefuseOther(examples, report.Guids, report.Gold, moved);
        if (examples.Recorded is not null)
        {
            VerbOutput.Note(
                $"note: {path} is not the file that the run was trained on (its SHA-256 is not that of run.json); rows are taken by "
                + (moved.Layout is { Guid: null } ? "their number" : "their guid"));
        }

        return moved;
    }
}
