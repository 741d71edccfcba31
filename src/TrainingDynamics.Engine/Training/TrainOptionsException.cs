namespace TrainingDynamics.Engine.Training;

/// <summary>An option has a value that cannot be trained with, alone or with this model and data.</summary>
public sealed class TrainOptionsException(string message) : EngineException(message);
