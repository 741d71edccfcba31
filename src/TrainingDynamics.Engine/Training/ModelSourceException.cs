namespace TrainingDynamics.Engine.Training;

/// <summary>The model that was asked for is not there, is not whole, or does not fit the options.</summary>
public sealed class ModelSourceException(string message) : EngineException(message);
