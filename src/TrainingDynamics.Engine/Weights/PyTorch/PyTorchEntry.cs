namespace TrainingDynamics.Engine.Weights.PyTorch;

/// <summary>A tensor of a <c>pytorch_model.bin</c>: a view into one of the file's storages.</summary>
/// <param name="Name">Unique in the file, as the file has it.</param>
/// <param name="Storage">The bytes it views; tied weights are entries with the same storage.</param>
/// <param name="Offset">First element, counted from the start of the storage.</param>
/// <param name="Shape">Dimensions, outermost first; empty for a scalar.</param>
/// <param name="Strides">Distance in elements from one index of a dimension to the next; 0 repeats an element.</param>
sealed record PyTorchEntry(string Name, Storage Storage, long Offset, IReadOnlyList<long> Shape, long[] Strides)
{
    /// <summary>In safetensors' spelling: <c>F64 F32 F16 BF16 I64 I32 I16 I8 U8 BOOL</c>.</summary>
    public string ElementType => Storage.ElementType;

    /// <summary>Number of elements; 1 for a scalar.</summary>
    public long Elements => Shape.Aggregate(1L, (product, size) => product * size);

    /// <summary>Elements from the first to the last one viewed; 0 when there are none.</summary>
    public long Extent => Elements == 0 ? 0 : 1 + Shape.Zip(Strides, (size, stride) => (size - 1) * stride).Sum();

    /// <summary>Whether the elements follow one another in the storage, the last dimension fastest.</summary>
    public bool IsContiguous
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

/// <summary>A tensor as the pickle describes it; size and strides are tuples that are not checked yet.</summary>
sealed record StoredTensor(Storage Storage, long Offset, object?[] Size, object?[] Strides);

/// <summary>A run of elements in the file, or a part of one that old files describe as a view of it.</summary>
/// <param name="Key">The file's name for the whole run.</param>
/// <param name="ElementType">In safetensors' spelling.</param>
/// <param name="WholeElements">Length of the whole run.</param>
/// <param name="Start">First element of the part, counted from the start of the run.</param>
/// <param name="Elements">Length of the part.</param>
sealed record Storage(string Key, string ElementType, long WholeElements, long Start, long Elements);
