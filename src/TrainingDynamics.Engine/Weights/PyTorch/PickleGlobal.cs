namespace TrainingDynamics.Engine.Weights.PyTorch;

/// <summary>
/// What a pickle may name. A name is looked up in a constant list and turned into one of these values; there is no way
/// from a name in a file to a type or a method of this program.
/// </summary>
/// <param name="Name">Module and name.</param>
/// <param name="Kind">What it does when the pickle calls it.</param>
/// <param name="ElementType">The element type of a storage class, in safetensors' spelling; else null.</param>
sealed record PickleGlobal(string Name, PickleGlobalKind Kind, string? ElementType = null)
{
    /// <summary>Null for every name that is not understood.</summary>
    public static PickleGlobal? Find(string name) => name switch
    {
        "torch._utils._rebuild_tensor_v2" => new(name, PickleGlobalKind.RebuildTensor),
        "torch._utils._rebuild_parameter" => new(name, PickleGlobalKind.RebuildParameter),
        "collections.OrderedDict" => new(name, PickleGlobalKind.OrderedDictionary),
        "torch.Size" => new(name, PickleGlobalKind.Size),
        "torch.DoubleStorage" => Storage(name, "F64"),
        "torch.FloatStorage" => Storage(name, "F32"),
        "torch.HalfStorage" => Storage(name, "F16"),
        "torch.BFloat16Storage" => Storage(name, "BF16"),
        "torch.LongStorage" => Storage(name, "I64"),
        "torch.IntStorage" => Storage(name, "I32"),
        "torch.ShortStorage" => Storage(name, "I16"),
        "torch.CharStorage" => Storage(name, "I8"),
        "torch.ByteStorage" => Storage(name, "U8"),
        "torch.BoolStorage" => Storage(name, "BOOL"),
        _ => null,
    };

    static PickleGlobal Storage(string name, string elementType) => new(name, PickleGlobalKind.StorageClass, elementType);
}

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
