using TrainingDynamics.Dashboard;
using TrainingDynamics.Logs;

namespace TrainingDynamics.Cli.Tests;

public sealed class ProgressLinesTests
{
    [Fact]
    public void An_epoch_line_has_what_is_known()
    {
        var state = RunState.Empty
            .After(new RunStarted("sst2", "bert-tiny", "cpu", 5, 2105, 67349, 872, 10525))
            .After(new EpochFinished(0, 0.43214, 0.80116));
        Assert.Equal("epoch 1/5: train loss 0.4321 accuracy 0.8012", EpochTable.Line(state.Epochs[0], 5));
        var evaluated = state.After(new Evaluated(0, new Dictionary<string, double> { ["loss"] = 0.5, ["accuracy"] = 0.79 }));
        Assert.Equal(
            "epoch 1/5: train loss 0.4321 accuracy 0.8012, dev accuracy 0.7900 loss 0.5000",
            EpochTable.Line(evaluated.Epochs[0], 5));
    }

    [Fact]
    public void A_pipe_gets_a_line_per_epoch_and_a_status_now_and_then()
    {
        var lines = new List<string>();
        var statuses = new List<string>();
        var progress = new ProgressLines(lines.Add, statuses.Add, TimeSpan.FromHours(1), TimeProvider.System);
        progress.On(new RunStarted("sst2", "bert-tiny", "cpu", 2, 10, 320, 32, 20));
        for (var step = 1; step <= 10; step++)
        {
            progress.On(new StepTaken(step, 0, 0.5, 1e-4, 1, 100));
        }

        progress.On(new EpochFinished(0, 0.5, 0.75));
        progress.On(new Evaluated(0, new Dictionary<string, double> { ["accuracy"] = 0.5 }));
        Assert.Single(statuses);
        Assert.Equal(["epoch 1/2: train loss 0.5000 accuracy 0.7500, dev accuracy 0.5000"], lines);
    }
}
