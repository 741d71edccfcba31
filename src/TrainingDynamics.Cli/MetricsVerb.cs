using System.CommandLine;
using TrainingDynamics.Analytics;
using TrainingDynamics.Logs;

namespace TrainingDynamics.Cli;

/// <summary><c>td metrics</c>: from logs to one metrics record per example.</summary>
sealed class MetricsVerb : IVerb
{
    readonly Argument<string> _run = new("RUN");
    readonly Option<int?> _burnOut = new("--burn-out");
    readonly Option<bool> _includeCi = new("--include-ci");
    readonly Option<string?> _output = new("--output", "-o");

    /// <inheritdoc/>
    public string Page => """
        td metrics RUN: training dynamics of every example, from the recorded logits

          td metrics dy_log/sst2/bert-tiny
          td metrics dy_log/sst2/bert-tiny --burn-out 3 --output early.jsonl

        RUN               a run folder or its training_dynamics folder, ours or one that
                          the Python of the original or of AllenAI wrote

        --burn-out N      use the first N epochs only
        --include-ci      correct variability for the few epochs it comes from
        -o, --output FILE where to write; default td_metrics.jsonl beside the logs

        Writes one JSON object per example, in the order of the first epoch: guid,
        index, threshold_closeness, confidence, variability, correctness (a count of
        epochs) and forgetfulness (1000 where an example was never right). Prints the
        training loss and accuracy of every epoch and what the regions look like.
        """;

    /// <inheritdoc/>
    public Command Command()
    {
        var command = new Command("metrics", "From logs to metrics.") { _run, _burnOut, _includeCi, _output };
        command.SetAction(parsed => (int)Execute(
            parsed.GetRequiredValue(_run), parsed.GetValue(_burnOut), parsed.GetValue(_includeCi), parsed.GetValue(_output)));
        return command;
    }

    static ExitCode Execute(string run, int? burnOut, bool includeCi, string? output)
    {
        var report = TrainingDynamicsReport.Compute(run, BurnOut.Checked(burnOut), includeCi);
        var path = output ?? Path.Combine(
            DynamicsFolderOf(run), RunFolder.MetricsFileName);
        TrainingDynamicsReport.Write(report, path);
        MetricsSummary.Write(report);
        Console.WriteLine($"metrics   {path}");
        return ExitCode.Done;
    }

    static string DynamicsFolderOf(string run)
    {
        var nested = new RunFolder(run).DynamicsFolder;
        return Directory.Exists(nested) ? nested : run;
    }
}
