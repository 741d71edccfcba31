using TrainingDynamics.Text.Hub;

namespace TrainingDynamics.Engine.Training;

/// <summary>Is told how a model's download goes, from any thread.</summary>
public interface IDownloadObserver : IProgress<HubProgress>
{
    /// <summary>One line that a user should know though it is no failure.</summary>
    void Warn(string warning);
}
