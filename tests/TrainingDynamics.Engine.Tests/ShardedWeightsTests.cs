using TrainingDynamics.Engine.Weights;
using static TorchSharp.torch;

namespace TrainingDynamics.Engine.Tests;

public sealed class ShardedWeightsTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Each_tensor_comes_from_the_file_that_the_index_names()
    {
        using var scope = NewDisposeScope();
        SafeTensorsWriter.Write(_folder["a.safetensors"], [("x", full(2, 1f)), ("y", full(3, 2f))]);
        SafeTensorsWriter.Write(_folder["b.safetensors"], [("x", full(2, 7f)), ("z", full(4, 8f))]);
        var index = Index("""{"x":"b.safetensors","y":"a.safetensors"}""");

        using var file = WeightsFiles.Open(index);

        Assert.Equal(["x", "y"], file.Shapes.Keys.Order());
        var (x, y) = (zeros(2), zeros(3));
        file.CopyTo("x", x);
        file.CopyTo("y", y);
        Assert.Equal((7f, 2f), (x[0].item<float>(), y[0].item<float>()));
        Assert.Contains("'z'", Assert.Throws<WeightsFormatException>(() => file.CopyTo("z", zeros(4))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"x":"a.safetensors","y":"gone.safetensors"}""", "lists the file gone.safetensors")]
    [InlineData("""{"x":"a.safetensors","q":"a.safetensors"}""", "tensor 'q': is not in the file")]
    [InlineData("""{"x":"../a.safetensors"}""", "found the file '../a.safetensors'")]
    [InlineData("""{"x":"/etc/a.bin"}""", "found the file '/etc/a.bin'")]
    [InlineData("""{"x":"b\\a.bin"}""", "found the file")]
    [InlineData("""{"x":".."}""", "found the file '..'")]
    [InlineData("""{"x":"model.safetensors.index.json"}""", "found the file")]
    [InlineData("""{"x":null}""", "found the file ''")]
    [InlineData("""{"x":3}""", "no index of weights")]
    [InlineData("""["x"]""", "no index of weights")]
    [InlineData("""{"x":"a.safetensors","x":"a.safetensors"}""", "listed twice")]
    public void An_index_that_is_damaged_or_leads_elsewhere_is_refused(string map, string says)
    {
        using var scope = NewDisposeScope();
        SafeTensorsWriter.Write(_folder["a.safetensors"], [("x", zeros(2))]);
        var e = Assert.Throws<WeightsFormatException>(() => WeightsFiles.Open(Index(map)));
        Assert.Contains(says, e.Message, StringComparison.Ordinal);
        Assert.Contains(_folder.Path, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{")]
    public void What_is_no_index_is_refused(string json) => Assert.Contains(
        "no index of weights",
        Assert.Throws<WeightsFormatException>(() => WeightsIndex.Read(_folder.Write("model.safetensors.index.json", json))).Message,
        StringComparison.Ordinal);

    [Fact]
    public void A_folders_weights_are_found_in_Hugging_Faces_order()
    {
        Assert.Null(WeightsFiles.InFolder(_folder.Path));
        string[] names = ["model.safetensors", "model.safetensors.index.json", "pytorch_model.bin", "pytorch_model.bin.index.json"];
        foreach (var name in names.Reverse())
        {
            _folder.Write(name, "");
            Assert.Equal(_folder[name], WeightsFiles.InFolder(_folder.Path));
        }
    }

    string Index(string map) => _folder.Write("model.safetensors.index.json", $"{{\"metadata\":{{}},\"weight_map\":{map}}}");
}
