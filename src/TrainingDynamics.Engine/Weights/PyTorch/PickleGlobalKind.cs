namespace TrainingDynamics.Engine.Weights.PyTorch;

/// <summary>The five meanings a name in a pickle can have.</summary>
enum PickleGlobalKind
{
    RebuildTensor,
    RebuildParameter,
    OrderedDictionary,
    Size,

    /// <summary>Names an element type in a storage's description; cannot be called.</summary>
    StorageClass,
}
