using TrainingDynamics.Engine.Weights;
using TrainingDynamics.Hub;

namespace TrainingDynamics.Engine.Training;

/// <summary>Gets what happens before a model is trained or used: the progress of its download, from any thread, and what was found.</summary>
public interface IPreparationObserver : IProgress<HubProgress>
{
    /// <summary>One line that a user should know, although nothing failed.</summary>
    void Warn(string warning);

    /// <summary>A checkpoint was read into a model.</summary>
    void Loaded(LoadReport report);
}
