using TrainingDynamics.Engine.Weights;
using static TrainingDynamics.Engine.Tests.PyTorch.Pickles;

namespace TrainingDynamics.Engine.Tests.PyTorch;

/// <summary>The weights of the golden BERT as <c>torch.save</c> pickled them before Hugging Face took to safetensors.</summary>
static class PickledBert
{
    /// <summary>What the pickles are made of, and what has to be read from them.</summary>
    public static string SafeTensors { get; } = Path.Combine(Repository.GoldenModel("bert"), "model.safetensors");

    public static byte[] Legacy() => Legacy(Golden());

    public static byte[] Zip()
    {
        var weights = Golden();
        var members = weights.Select(weight => ($"archive/data/{weight.Storage}", weight.Content));
        return Pickles.Zip([("archive/data.pkl", Bytes($"{Protocol2}{Body(weights, view: "")}.")), .. members, ("archive/version", "3\n"u8.ToArray())]);
    }

    /// <summary>
    /// As the oldest checkpoints of the Hub are: the legacy form, <c>gamma</c> and <c>beta</c>, the heads of the pre-training,
    /// the decoder of words in the storage of their embeddings, and no classifier.
    /// </summary>
    public static byte[] OfBefore2020()
    {
        var encoder = Golden().Where(weight => weight.Name.StartsWith("bert.", StringComparison.Ordinal)).ToArray();
        Weight Of(string ending) => encoder.Single(weight => weight.Name.EndsWith(ending, StringComparison.Ordinal));
        Weight words = Of("word_embeddings.weight"), dense = Of("pooler.dense.weight"), bias = Of("pooler.dense.bias");
        Weight[] heads =
        [
            Zeros("cls.predictions.bias", words.Shape[0]),
            dense with { Name = "cls.predictions.transform.dense.weight" },
            bias with { Name = "cls.predictions.transform.dense.bias" },
            bias with { Name = "cls.predictions.transform.LayerNorm.weight" },
            bias with { Name = "cls.predictions.transform.LayerNorm.bias" },
            words with { Name = "cls.predictions.decoder.weight" },
            Zeros("cls.seq_relationship.weight", 2, words.Shape[1]),
            Zeros("cls.seq_relationship.bias", 2),
        ];
        return Legacy([.. encoder.Concat(heads).Select(weight => weight with { Name = OldName(weight.Name) })]);
    }

    static string OldName(string name) => name
        .Replace("LayerNorm.weight", "LayerNorm.gamma", StringComparison.Ordinal)
        .Replace("LayerNorm.bias", "LayerNorm.beta", StringComparison.Ordinal);

    static Weight Zeros(string name, params long[] shape) => new(name, "Float", shape, name, new byte[sizeof(float) * Elements(shape)]);

    static Weight[] Golden()
    {
        using var file = SafeTensorsFile.Open(SafeTensors);
        var bytes = File.ReadAllBytes(SafeTensors);
        return [.. file.Entries.Values.Index().Select(it => new Weight(
            it.Item.Name,
            it.Item.ElementType == "I64" ? "Long" : "Float",
            it.Item.Shape,
            $"{it.Index}",
            bytes.AsSpan((int)it.Item.Start, (int)it.Item.Length).ToArray()))];
    }

    static byte[] Legacy(Weight[] weights) => Pickles.Legacy(
        Body(weights, view: "N"),
        [.. weights.DistinctBy(weight => weight.Storage).Select(weight => (weight.Storage, Elements(weight.Shape), weight.Content))]);

    static string Body(Weight[] weights, string view) =>
        $"{NoHooks}({string.Concat(weights.Select(weight => Str(weight.Name) + OfTorch(weight, view)))}u";

    static string OfTorch(Weight weight, string view) => Tensor(
        Storage(weight.Storage, Int((int)Elements(weight.Shape)), weight.Type, view),
        Int(0),
        Tuple(weight.Shape),
        Tuple(weight.Shape.Select((_, i) => Elements(weight.Shape.Skip(i + 1)))));

    static string Tuple(IEnumerable<long> numbers) => $"({string.Concat(numbers.Select(number => Int((int)number)))}t";

    static long Elements(IEnumerable<long> shape) => shape.Aggregate(1L, (product, size) => product * size);

    /// <param name="Name">In the dictionary.</param>
    /// <param name="Type">Of the elements, as torch's storages are named.</param>
    /// <param name="Shape">The storage holds the tensor's elements and no others.</param>
    /// <param name="Storage">Its key; tensors may share one.</param>
    /// <param name="Content">Of the storage, little-endian.</param>
    sealed record Weight(string Name, string Type, IReadOnlyList<long> Shape, string Storage, byte[] Content);
}
