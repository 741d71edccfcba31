namespace TrainingDynamics.Engine.Weights;

/// <summary>The weights of an adapter in PEFT's layout: the matrices of LoRA, and the modules that were trained in full.</summary>
public sealed class AdapterWeights : IDisposable
{
    const string Prefix = "base_model.model."; // PEFT's wrappers around the model

    readonly IWeightsFile _file;
    readonly Dictionary<string, string> _inFile; // the model's name → the file's

    AdapterWeights(IWeightsFile file)
    {
        _file = file;
        _inFile = file.Shapes.Keys.ToDictionary(
            name => name.StartsWith(Prefix, StringComparison.Ordinal) ? name[Prefix.Length..] : name, StringComparer.Ordinal);
    }

    /// <summary>The files that may hold them, the preferred one first.</summary>
    public static IReadOnlyList<string> Names { get; } = ["adapter_model.safetensors", "adapter_model.bin"];

    /// <summary>Shapes of what was trained in full, by the model's names.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<long>> Saved =>
        _inFile.Where(name => !LoraConfig.IsAdapter(name.Key)).ToDictionary(name => name.Key, name => _file.Shapes[name.Value], StringComparer.Ordinal);

    /// <summary>The linear layers that have an adapter, by the model's names.</summary>
    public IReadOnlySet<string> Modules =>
        _inFile.Keys.Where(LoraConfig.IsAdapter).Select(name => LoraConfig.ModuleOf(LoraConfig.ModuleOf(name))).ToHashSet(StringComparer.Ordinal);

    /// <summary>Reads the file's list of tensors; no weights yet.</summary>
    /// <exception cref="WeightsFormatException">It cannot be read, is cut short or damaged.</exception>
    public static AdapterWeights Open(string path) => new(WeightsFiles.OpenSingle(path));

    /// <summary>Writes what is trained of an adapted model, whole or not at all.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save(TextClassifier model, string path)
    {
        ArgumentNullException.ThrowIfNull(model);
        using var scope = NewDisposeScope();
        var layout = model.Parameters.Layout;
        SafeTensorsWriter.Write(
            path, [.. layout.Slices.Keys.Where(layout.IsTrained).Select(name => (Prefix + name, model.Parameters.View(name)))]);
    }

    /// <summary>Fills all that is trained of an adapted model.</summary>
    /// <exception cref="WeightsFormatException">The file lacks a tensor, has one too many, or one of another shape; all of them are named.</exception>
    public void LoadInto(TextClassifier model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var layout = model.Parameters.Layout;
        string[] trained = [.. layout.Slices.Keys.Where(layout.IsTrained)];
        Require(trained.Where(name => !_inFile.ContainsKey(name)), "lacks");
        Require(_inFile.Keys.Except(trained), "has, beside what its config describes,");
        foreach (var name in trained)
        {
            using var view = model.Parameters.View(name);
            _file.CopyTo(_inFile[name], view);
        }
    }

    /// <summary>Adds what the adapters learnt to a model's own weights, W + (α/r)·BA in float32, and takes over the modules trained in full.</summary>
    /// <exception cref="WeightsFormatException">A tensor fits no parameter of the model, or one of a pair of matrices is missing.</exception>
    public void MergeInto(TextClassifier model, LoraConfig lora)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(lora);
        var slices = model.Parameters.Layout.Slices;
        var adapters = Modules;
        Require(adapters.Select(module => $"{module}.weight").Concat(Saved.Keys).Where(name => !slices.ContainsKey(name)), "is for other parameters than the model has:");
        Require(adapters.SelectMany(module => Pair($"{module}.weight")).Where(name => !_inFile.ContainsKey(name)), "lacks");
        using var noGradient = no_grad();
        foreach (var module in adapters)
        {
            using var scope = NewDisposeScope();
            var (a, b) = LoraConfig.NamesOf($"{module}.weight");
            var weight = model.Parameters.View($"{module}.weight"); // [out, in], or [in, out]
            var slice = slices[$"{module}.weight"];
            var (outputs, inputs) = slice.InputsFirst ? (slice.Shape[1], slice.Shape[0]) : (slice.Shape[0], slice.Shape[1]);
            var product = matmul(Read(b, outputs, lora.Rank), Read(a, lora.Rank, inputs)); // [out, in]
            weight.add_(slice.InputsFirst ? product.t() : product, (float)lora.Scale);
        }

        foreach (var name in Saved.Keys)
        {
            using var view = model.Parameters.View(name);
            _file.CopyTo(_inFile[name], view);
        }

        static string[] Pair(string weight) => LoraConfig.NamesOf(weight) is var (a, b) ? [a, b] : [];
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    Tensor Read(string name, params long[] shape)
    {
        var value = empty(shape, ScalarType.Float32);
        _file.CopyTo(_inFile[name], value);
        return value;
    }

    void Require(IEnumerable<string> faults, string what)
    {
        string[] names = [.. faults];
        if (names.Length > 0)
        {
            throw new WeightsFormatException(
                _file.Path, null, $"{what} {string.Join(", ", names.Take(5))}{(names.Length > 5 ? $" and {names.Length - 5} more" : "")}; expected the weights of "
                + $"the adapter that {LoraConfigFile.Name} beside it describes");
        }
    }
}
