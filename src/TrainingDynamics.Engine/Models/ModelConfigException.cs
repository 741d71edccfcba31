namespace TrainingDynamics.Engine.Models;

/// <summary>A <c>config.json</c> is missing, malformed, or describes a model that the engine does not build.</summary>
public sealed class ModelConfigException(string message, Exception? cause = null) : EngineException(message, cause);
