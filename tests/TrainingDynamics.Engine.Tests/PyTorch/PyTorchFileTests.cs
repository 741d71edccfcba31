using TrainingDynamics.Engine.Weights;
using TrainingDynamics.Engine.Weights.PyTorch;
using static TorchSharp.torch;

namespace TrainingDynamics.Engine.Tests.PyTorch;

public sealed class PyTorchFileTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    // What Python printed for TorchSaves' tensors, as float32.
    static readonly (string Name, string Type, long[] Shape, float[] Values)[] Floats =
    [
        ("plain", "F32", [4, 6], [.. Enumerable.Range(0, 24).Select(x => (float)x)]),
        ("transposed", "F32", [6, 4], [0, 6, 12, 18, 1, 7, 13, 19, 2, 8, 14, 20, 3, 9, 15, 21, 4, 10, 16, 22, 5, 11, 17, 23]),
        ("offset", "F32", [4], [5, 6, 7, 8]),
        ("column", "F32", [4], [2, 8, 14, 20]),
        ("strided", "F32", [2, 3], [7, 9, 11, 19, 21, 23]),
        ("expanded", "F32", [2, 3], [7, 7, 7, 7, 7, 7]),
        ("scalar", "F32", [], [-2.5f]),
        ("empty", "F32", [0, 3], []),
        ("parameter", "F32", [2], [1.5f, -0f]),
        ("half", "F16", [3], [1.5f, -65504f, 5.960464477539063e-08f]),
        ("bfloat", "BF16", [3], [1.5f, -3.00405527047391e+38f, 9.183549615799121e-41f]),
        ("double", "F64", [2], [0.1f, float.NegativeInfinity]), // -1e300 is beyond float32
    ];

    static readonly (string Name, string Type, long[] Shape)[] Integers =
    [
        ("long", "I64", [1, 2]),
        ("int", "I32", [2]),
        ("short", "I16", [2]),
        ("char", "I8", [2]),
        ("byte", "U8", [2]),
        ("bool", "BOOL", [2]),
    ];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("legacy")]
    [InlineData("legacy protocol 4")]
    [InlineData("legacy protocol 5")]
    [InlineData("zip")]
    public void Every_view_and_element_type_reads_as_torch_wrote_it(string save)
    {
        using var scope = NewDisposeScope();
        using var file = PyTorchFile.Open(_folder.Write("w.bin", TorchSaves.Named(save)));

        Assert.Equal([.. Floats.Select(t => t.Name), .. Integers.Select(t => t.Name)], file.Entries.Keys);
        foreach (var (name, type, shape, values) in Floats)
        {
            Assert.Equal(type, file.Entries[name].ElementType);
            Assert.Equal(shape, file.Entries[name].Shape);
            var read = full(shape, 99f);
            file.CopyTo(name, read);
            Assert.Equal(values.Select(BitConverter.SingleToInt32Bits), read.data<float>().Select(BitConverter.SingleToInt32Bits));
        }

        foreach (var (name, type, shape) in Integers)
        {
            Assert.Equal(type, file.Entries[name].ElementType);
            Assert.Equal(shape, file.Entries[name].Shape);
        }
    }

    [Fact]
    public void Views_of_one_storage_keep_sharing_it()
    {
        using var file = PyTorchFile.Open(_folder.Write("w.bin", TorchSaves.Zip));
        Assert.Equal(file.Entries["plain"].Storage, file.Entries["transposed"].Storage);
        Assert.Equal(file.Entries["plain"].Storage, file.Entries["offset"].Storage);
        Assert.NotEqual(file.Entries["plain"].Storage, file.Entries["scalar"].Storage);
    }

    [Fact]
    public void Old_views_of_storages_start_where_they_say()
    {
        using var scope = NewDisposeScope();
        using var file = PyTorchFile.Open(_folder.Write("w.bin", TorchSaves.View));
        var part = zeros(2);
        var whole = zeros(6);
        file.CopyTo("part", part);
        file.CopyTo("whole", whole);
        Assert.Equal([13f, 14f], part.data<float>());
        Assert.Equal([10f, 11f, 12f, 13f, 14f, 15f], whole.data<float>());
    }

    [Fact]
    public void The_one_dictionary_of_tensors_in_a_training_checkpoint_is_found()
    {
        using var file = PyTorchFile.Open(_folder.Write("w.bin", TorchSaves.Nested));
        using var read = zeros(2);
        Assert.Equal(["w"], file.Entries.Keys);
        file.CopyTo("w", read);
        Assert.Equal([1f, 2f], read.data<float>());
    }

    [Fact]
    public void An_ordered_dictionary_of_python_2_is_read()
    {
        // OrderedDict([["w", tensor]]) with the key as a byte string
        var body = $"ccollections\nOrderedDict\n]]U\u0001wa{Pickles.Pair}aa\u0085R";
        using var file = PyTorchFile.Open(_folder.Write("w.bin", Pickles.Legacy(body)));
        using var read = zeros(2);
        file.CopyTo("w", read);
        Assert.Equal([1f, 2f], read.data<float>());
    }

    [Fact]
    public void The_last_of_two_values_of_a_name_counts_as_in_python()
    {
        var body = $"}}({Pickles.Str("w")}N{Pickles.Str("w")}{Pickles.Pair}u";
        using var file = PyTorchFile.Open(_folder.Write("w.bin", Pickles.Legacy(body)));
        Assert.Equal([2L], file.Entries["w"].Shape);
    }

    [Fact]
    public void Reading_a_tensor_of_another_name_shape_or_type_names_it()
    {
        using var scope = NewDisposeScope();
        using var file = PyTorchFile.Open(_folder.Write("w.bin", TorchSaves.Zip));
        var two = zeros(2);
        Assert.Equal("none", Assert.Throws<WeightsFormatException>(() => file.CopyTo("none", two)).Tensor);
        Refused(() => file.CopyTo("plain", two), "[4, 6], expected [2]");
        Refused(() => file.CopyTo("int", two), "type I32, expected F32");
    }

    [Theory]
    [InlineData("legacy")]
    [InlineData("legacy protocol 4")]
    [InlineData("zip")]
    public void A_file_cut_short_at_any_byte_is_refused(string save)
    {
        var whole = TorchSaves.Named(save);
        for (var length = 0; length < whole.Length; length++)
        {
            var e = Record.Exception(() => PyTorchFile.Open(new MemoryStream(whole[..length]), "cut.bin").Dispose());
            Assert.True(e is WeightsFormatException, $"cut at {length}: {e}");
        }
    }

    [Fact]
    public void A_file_of_something_else_is_called_that()
    {
        Refused(() => PyTorchFile.Open(_folder.Write("w.bin", "version https://git-lfs")), "is no PyTorch checkpoint");
        Refused(() => PyTorchFile.Open(_folder.Write("w.bin", Pickles.Bytes("\u0080\u0002}."))), "is no PyTorch checkpoint");
        Refused(() => PyTorchFile.Open(_folder.Write("w.bin", Pickles.Zip([("word/document.xml", [1])]))), "is no PyTorch checkpoint");
        Refused(() => PyTorchFile.Open(_folder["none.bin"]), "cannot be read");
        Refused(() => PyTorchFile.Open(_folder.Path), "cannot be read");
    }

    [Fact]
    public void A_refused_file_is_not_kept_open()
    {
        var path = _folder.Write("w.bin", Pickles.Zip([("a/data.pkl", Pickles.Bytes("\u0080\u0002cos\nsystem\n."))]));
        Assert.Throws<WeightsFormatException>(() => PyTorchFile.Open(path));
        using var exclusive = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
    }

    static void Refused(Action action, string says) =>
        Assert.Contains(says, Assert.Throws<WeightsFormatException>(action).Message, StringComparison.Ordinal);
}
