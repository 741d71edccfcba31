using TrainingDynamics.Dashboard;
using TrainingDynamics.Dashboard.Shell;
using TrainingDynamics.Engine.Parallel;
using TrainingDynamics.Engine.Training;

namespace TrainingDynamics.Cli;

/// <summary><c>td train --dashboard</c>: the training under a dashboard that can pause and end it.</summary>
sealed class DashboardTraining(EndCommand end) : ITrainerControl, IDisposable
{
    readonly TrainingControl _control = new();

    /// <summary>Trains; returns when the training has ended and the user has left.</summary>
    public static TrainingSummary Run(DashboardOptions look, TrainOptions options, TaskData data, IRunObserver? log, ICollective processes, EndCommand end)
    {
        using var control = new DashboardTraining(end);
        var lines = new ProgressLines(Console.WriteLine, _ => { }, TimeSpan.Zero, TimeProvider.System);
        return TerminalDashboard.Train(
            look, control, observer => TrainingRun.Run(options, data, new BroadcastObserver(log is null ? [observer] : [observer, log]), control._control, lines, processes));
    }

    public void Pause(bool on)
    {
        if (on)
        {
            _control.Pause();
        }
        else
        {
            _control.GoOn();
        }
    }

    public void Stop(int stage)
    {
        switch (stage)
        {
            case 1:
                _control.StopAfterEpoch();
                break;
            case 2:
                _control.Stop();
                break;
            default:
                Console.Error.WriteLine("td train: ended at once; finished epochs are kept, --resume goes on with them");
                end.Tell(ExitCode.Interrupted);
                Console.Out.Flush();
                TrainingControl.EndProcess((int)ExitCode.Interrupted);
                break;
        }
    }

    public void Dispose() => _control.Dispose();
}
