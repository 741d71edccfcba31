namespace TrainingDynamics.Engine.Native;

/// <summary>libtorch, or the library that binds it to .NET, could not be loaded; the message lists what was tried.</summary>
public sealed class TorchLoadException(string message, Exception? cause = null) : EngineException(message, cause);
