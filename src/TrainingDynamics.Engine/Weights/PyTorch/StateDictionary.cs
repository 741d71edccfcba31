namespace TrainingDynamics.Engine.Weights.PyTorch;

/// <summary>Finds the tensors by name in what a checkpoint's pickle holds.</summary>
static class StateDictionary
{
    const int MostDimensions = 16;

    /// <summary>
    /// The checkpoint itself when it holds tensors by name, else the one dictionary directly inside that does
    /// (<c>state_dict</c>, <c>model</c>, …). Other values are ignored.
    /// </summary>
    /// <exception cref="WeightsFormatException">There is none, or more than one, or a tensor does not lie in its storage.</exception>
    public static IReadOnlyDictionary<string, PyTorchEntry> Find(object? root, string path)
    {
        if (root is not PickleDictionary outer)
        {
            throw new WeightsFormatException(path, null, $"holds {PickleCalls.Describe(root)}, expected a dictionary of tensors by name");
        }

        var nested = outer.Pairs.Where(pair => pair.Value is PickleDictionary inner && HoldsTensors(inner))
            .GroupBy(pair => PickleCalls.Describe(pair.Key), pair => (PickleDictionary)pair.Value!).ToList();
        if (HoldsTensors(outer))
        {
            return nested is [] ? Entries(outer, path) : throw new WeightsFormatException(
                path, null, $"holds tensors and, under {nested[0].Key}, a dictionary of tensors; save the state_dict alone");
        }

        return nested switch
        {
            [var only] => Entries(only.Last(), path),
            [] => throw new WeightsFormatException(path, null, "holds no dictionary of tensors by name; save the model's state_dict"),
            _ => throw new WeightsFormatException(
                path, null,
                $"holds {nested.Count} dictionaries of tensors, under {nested[0].Key} and {nested[1].Key}; save the right one alone"),
        };
    }

    static bool HoldsTensors(PickleDictionary dictionary) => dictionary.Pairs.Exists(pair => pair.Value is StoredTensor);

    static Dictionary<string, PyTorchEntry> Entries(PickleDictionary dictionary, string path)
    {
        var tensors = new Dictionary<string, StoredTensor>();
        foreach (var (key, value) in dictionary.Pairs)
        {
            if (value is not StoredTensor tensor)
            {
                continue;
            }

            if (key is not string name)
            {
                throw new WeightsFormatException(path, null, $"names a tensor by {PickleCalls.Describe(key)}, expected a text");
            }

            tensors[name] = tensor; // the last one counts, as in Python
        }

        return tensors.ToDictionary(pair => pair.Key, pair => Entry(pair.Key, pair.Value, path));
    }

    static PyTorchEntry Entry(string name, StoredTensor tensor, string path)
    {
        var shape = Numbers(tensor.Size);
        var strides = Numbers(tensor.Strides);
        if (shape is null || strides is null || shape.Length != strides.Length || shape.Length > MostDimensions)
        {
            throw Bad($"its size and strides are not two lists of the same number of integers, at most {MostDimensions}");
        }

        try
        {
            var elements = 1L;
            var last = tensor.Offset;
            for (var d = 0; d < shape.Length; d++)
            {
                // A size of 0 counts as 1, so that the sizes beside it are checked, too.
                elements = checked(elements * Math.Max(shape[d], 1));
                last = checked(last + (Math.Max(shape[d], 1) - 1) * strides[d]);
            }

            if (!shape.Contains(0) && last >= tensor.Storage.Elements)
            {
                throw Bad($"reaches element {last} of a storage of {tensor.Storage.Elements}");
            }
        }
        catch (OverflowException e)
        {
            throw Bad($"its shape [{string.Join(", ", shape)}] has more elements than there can be", e);
        }

        return new PyTorchEntry(name, tensor.Storage, tensor.Offset, shape, strides);

        WeightsFormatException Bad(string problem, Exception? cause = null) =>
            new(path, PickleInput.Printable(name), $"{problem}; the file is damaged", cause);
    }

    /// <summary>Null if a value is not an integer or is negative; torch's strides are never negative.</summary>
    static long[]? Numbers(object?[] values) =>
        values.Length <= MostDimensions && values.All(value => value is >= 0L) ? [.. values.Cast<long>()] : null;
}
