using System.Numerics;

namespace TrainingDynamics.Engine.Weights.PyTorch;

/// <summary>What the few names that a pickle may use mean, written out; every other use is refused by name.</summary>
sealed class PickleCalls(PickleInput input, bool storageViews)
{
    /// <summary>How every refusal ends.</summary>
    public const string OnlyTensors =
        "only tensors and dictionaries are read from a checkpoint and nothing is ever executed, so save the state_dict alone";

    // Copying a list into dictionaries again and again is the one way in which few bytes could make many values.
    const int MostCopiedPairs = 1_000_000;

    readonly Dictionary<string, Storage> _wholeStorages = [];
    int _copiedPairs;

    /// <summary>The storages that were described, by key, each as a whole.</summary>
    public IReadOnlyDictionary<string, Storage> WholeStorages => _wholeStorages;

    public PickleGlobal Resolve(string module, string name) =>
        PickleGlobal.Find($"{module}.{name}")
        ?? throw input.Error($"asks for '{PickleInput.Printable($"{module}.{name}")}'; {OnlyTensors}");

    /// <summary>REDUCE: the value that calling <paramref name="callable"/> would give in Python.</summary>
    public object Call(object? callable, object? arguments)
    {
        if (callable is not PickleGlobal { Kind: not PickleGlobalKind.StorageClass } global)
        {
            throw input.Error($"REDUCE asks to call {Describe(callable)}; {OnlyTensors}");
        }

        if (arguments is not object?[] values)
        {
            throw input.Error($"REDUCE calls {global.Name} with {Describe(arguments)}, expected a tuple; the file is damaged");
        }

        return global.Kind switch
        {
            PickleGlobalKind.RebuildTensor => Tensor(values),
            PickleGlobalKind.RebuildParameter when values is [StoredTensor tensor, _, _] => tensor,
            PickleGlobalKind.OrderedDictionary => OrderedDictionary(values),
            PickleGlobalKind.Size when values is [object?[] sizes] => sizes,
            _ => throw BadArguments(global.Name),
        };
    }

    /// <summary>
    /// BUILD: PyTorch gives a state_dict an attribute with its layers' versions, which nothing here needs, so it is dropped;
    /// on anything but an OrderedDict BUILD could run code and is refused.
    /// </summary>
    public void SetState(object? target, object? state)
    {
        if (target is not PickleDictionary { IsOrdered: true } || state is not PickleDictionary)
        {
            throw input.Error($"BUILD asks to set the state of {Describe(target)} from {Describe(state)}; {OnlyTensors}");
        }
    }

    /// <summary>BINPERSID: <c>("storage", class, key, device, elements)</c>, in the legacy form with a view or None at the end.</summary>
    public Storage FindStorage(object? id)
    {
        if (id is not object?[] fields || fields.Length != (storageViews ? 6 : 5)
            || fields is not ["storage", PickleGlobal { ElementType: { } type }, string key, string or null, long elements, ..]
            || elements < 0)
        {
            throw input.Error($"asks for an outside object by {Describe(id)}, expected a storage of elements; {OnlyTensors}");
        }

        var whole = new Storage(key, type, elements, 0, elements);
        if (!_wholeStorages.TryAdd(key, whole) && _wholeStorages[key] != whole)
        {
            throw input.Error($"describes the storage '{PickleInput.Printable(key)}' in two ways; the file is damaged");
        }

        if (!storageViews || fields[5] is null)
        {
            return whole;
        }

        if (fields[5] is not object?[] and not List<object?>
            || Sequence(fields[5]!) is not [string, long start and >= 0, long length and >= 0]
            || start > elements || length > elements - start)
        {
            throw input.Error($"describes a part of the storage '{PickleInput.Printable(key)}' that is not in it; the file is damaged");
        }

        return whole with { Start = start, Elements = length };
    }

    /// <summary>A value for a message.</summary>
    public static string Describe(object? value) => value switch
    {
        null => "None",
        bool => "a bool",
        long or BigInteger => "an integer",
        double => "a float",
        string text => $"the text '{PickleInput.Printable(text)}'",
        object?[] tuple => $"a tuple of {tuple.Length}",
        List<object?> => "a list",
        PickleDictionary { IsOrdered: true } => "an OrderedDict",
        PickleDictionary => "a dictionary",
        PickleGlobal global => global.Name,
        Storage => "a storage",
        _ => "a tensor",
    };

    /// <summary>(storage, offset, size, strides, requires_grad, hooks) and, in newer files, metadata.</summary>
    StoredTensor Tensor(object?[] values)
    {
        if (values is not [Storage storage, long offset and >= 0, object?[] size, object?[] strides, bool, _, .. var rest]
            || rest.Length > 1)
        {
            throw BadArguments("torch._utils._rebuild_tensor_v2");
        }

        // Metadata would say that the values are to be negated or conjugated on reading.
        if (rest is [not null and not PickleDictionary { Pairs.Count: 0 }])
        {
            throw input.Error($"found a tensor with metadata; {OnlyTensors}");
        }

        return new StoredTensor(storage, offset, size, strides);
    }

    PickleDictionary OrderedDictionary(object?[] values)
    {
        var dictionary = new PickleDictionary(isOrdered: true);
        if (values is [])
        {
            return dictionary;
        }

        if (values is not [List<object?> items]) // from Python 2: the pairs in a list
        {
            throw BadArguments("collections.OrderedDict");
        }

        _copiedPairs += Math.Min(items.Count, MostCopiedPairs + 1);
        if (_copiedPairs > MostCopiedPairs)
        {
            throw input.Error($"found more than {MostCopiedPairs} items of ordered dictionaries; no description of tensors has them");
        }

        foreach (var item in items)
        {
            if (item is not (object?[] or List<object?>) || Sequence(item) is not [var key, var value])
            {
                throw BadArguments("collections.OrderedDict");
            }

            dictionary.Pairs.Add((key, value));
        }

        return dictionary;
    }

    static IReadOnlyList<object?> Sequence(object tupleOrList) => (IReadOnlyList<object?>)tupleOrList;

    WeightsFormatException BadArguments(string name) =>
        input.Error($"calls {name} with other arguments than PyTorch writes; the file is damaged or of an unknown version");
}
