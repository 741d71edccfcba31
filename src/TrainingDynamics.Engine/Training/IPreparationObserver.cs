using TrainingDynamics.Engine.Weights;
using TrainingDynamics.Hub;

namespace TrainingDynamics.Engine.Training;

/// <summary>Is told what happens before a model is trained or used: how its download goes, from any thread, and what was found.</summary>
public interface IPreparationObserver : IProgress<HubProgress>
{
    /// <summary>One line that a user should know though it is no failure.</summary>
    void Warn(string warning);

    /// <summary>A checkpoint was read into a model.</summary>
    void Loaded(LoadReport report);
}
