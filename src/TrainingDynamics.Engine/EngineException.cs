namespace TrainingDynamics.Engine;

/// <summary>
/// Input, options or an environment that the engine cannot work with, as opposed to a defect of the engine.
/// <see cref="Exception.Message"/> is one line for the user: what was found, what was expected, where, and what to do.
/// </summary>
public abstract class EngineException(string message, Exception? cause = null) : Exception(message, cause);
