namespace TrainingDynamics.Engine.Weights.PyTorch;

/// <summary>A tensor of a <c>pytorch_model.bin</c>: a view into one of the file's storages.</summary>
public sealed class PyTorchEntry
{
    internal PyTorchEntry(string name, StoredTensor tensor, long[] shape, long[] strides)
    {
        Name = name;
        Storage = tensor.Storage;
        Offset = tensor.Offset;
        Shape = shape;
        Strides = strides;
    }

    /// <summary>Unique in the file, as the file has it.</summary>
    public string Name { get; }

    /// <summary>In safetensors' spelling: <c>F64 F32 F16 BF16 I64 I32 I16 I8 U8 BOOL</c>.</summary>
    public string ElementType => Storage.ElementType;

    /// <summary>Dimensions, outermost first; empty for a scalar.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>Number of elements; 1 for a scalar.</summary>
    public long Elements => Shape.Aggregate(1L, (product, size) => product * size);

    /// <summary>The bytes it views; tied weights are entries with the same storage.</summary>
    internal Storage Storage { get; }

    /// <summary>First element, counted from the start of the storage.</summary>
    internal long Offset { get; }

    /// <summary>Distance in elements from one index of a dimension to the next; 0 repeats an element.</summary>
    internal long[] Strides { get; }

    /// <summary>Elements from the first to the last one viewed; 0 when there are none.</summary>
    internal long Extent => Elements == 0 ? 0 : 1 + Shape.Zip(Strides, (size, stride) => (size - 1) * stride).Sum();

    /// <summary>Whether the elements follow one another in the storage, the last dimension fastest.</summary>
    internal bool IsContiguous
    {
        get
        {
            var expected = 1L;
            for (var d = Shape.Count - 1; d >= 0; d--)
            {
                if (Shape[d] != 1 && Strides[d] != expected)
                {
                    return false;
                }

                expected *= Shape[d];
            }

            return true;
        }
    }
}

/// <summary>A tensor as the pickle describes it; size and strides are tuples that nobody has looked at yet.</summary>
sealed record StoredTensor(Storage Storage, long Offset, object?[] Size, object?[] Strides);
