namespace TrainingDynamics.Engine.Weights.PyTorch;

/// <summary>A run of elements in the file, or a part of one that old files describe as a view of it.</summary>
/// <param name="Key">The file's name for the whole run.</param>
/// <param name="ElementType">In safetensors' spelling.</param>
/// <param name="WholeElements">Length of the whole run.</param>
/// <param name="Start">First element of the part, counted from the start of the run.</param>
/// <param name="Elements">Length of the part.</param>
sealed record Storage(string Key, string ElementType, long WholeElements, long Start, long Elements);
