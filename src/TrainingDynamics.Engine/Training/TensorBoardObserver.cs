using TorchSharp;
using TorchSharp.Modules;

namespace TrainingDynamics.Engine.Training;

/// <summary>
/// Writes what happens as TensorBoard's event files, for those who look at runs there: at each reported step loss, rate and
/// gradient norm, at each epoch the training loss and accuracy and the dev metrics.
/// </summary>
sealed class TensorBoardObserver : IRunObserver
{
    readonly SummaryWriter _writer;
    int _step;

    /// <param name="folder">Where the event files go; made if it is not there.</param>
    public TensorBoardObserver(string folder)
    {
        Directory.CreateDirectory(folder);
        _writer = torch.utils.tensorboard.SummaryWriter(folder);
    }

    public void On(RunEvent happened)
    {
        switch (happened)
        {
            case StepTaken step:
                _step = step.Step;
                Add("train/loss", step.Loss);
                Add("train/learning_rate", step.LearningRate);
                Add("train/gradient_norm", step.GradientNorm);
                Add("train/epoch", step.Epoch);
                break;
            case EpochFinished epoch:
                Add("train/epoch_loss", epoch.TrainLoss);
                if (epoch.TrainAccuracy is { } accuracy)
                {
                    Add("train/epoch_accuracy", accuracy);
                }

                break;
            case Evaluated evaluated:
                foreach (var (name, value) in evaluated.Metrics)
                {
                    Add($"eval/{name}", value);
                }

                break;
        }
    }

    void Add(string tag, double value) => _writer.add_scalar(tag, (float)value, _step);
}
