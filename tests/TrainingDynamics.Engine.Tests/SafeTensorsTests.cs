using System.Buffers.Binary;
using System.Text;
using TrainingDynamics.Engine.Weights;
using static TorchSharp.torch;

namespace TrainingDynamics.Engine.Tests;

public sealed class SafeTensorsTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_written_is_read_back_bit_for_bit()
    {
        using var scope = NewDisposeScope();
        var a = randn(3, 5);
        var b = tensor(new[] { float.Epsilon, -0f, float.MaxValue });
        var empty = zeros(0, 4);
        SafeTensorsWriter.Write(_folder["w.safetensors"], [("a", a), ("b.c", b), ("empty", empty)]);

        using var file = SafeTensorsFile.Open(_folder["w.safetensors"]);

        Assert.Equal(["a", "b.c", "empty"], file.Entries.Keys);
        foreach (var (name, written) in new[] { ("a", a), ("b.c", b), ("empty", empty) })
        {
            var read = zeros(written.shape);
            file.CopyTo(name, read);
            Assert.True(written.bytes.SequenceEqual(read.bytes), name);
        }
    }

    [Fact]
    public void Half_precision_is_converted_as_torch_converts_it()
    {
        using var scope = NewDisposeScope();
        var values = randn(64);
        foreach (var (name, type) in new[] { ("F16", ScalarType.Float16), ("BF16", ScalarType.BFloat16) })
        {
            var half = values.to(type);
            var path = File($$$"""{"x":{"dtype":"{{{name}}}","shape":[64],"data_offsets":[0,128]}}""", half.bytes.ToArray());
            using var file = SafeTensorsFile.Open(path);
            var read = zeros(64);
            file.CopyTo("x", read);
            Assert.True(half.to(ScalarType.Float32).equal(read).all().item<bool>(), name);
        }
    }

    [Theory]
    [InlineData(ScalarType.Float32, "F32", 4, ScalarType.Float32)]
    [InlineData(ScalarType.Float32, "F32", 4, ScalarType.BFloat16)]
    [InlineData(ScalarType.Float16, "F16", 2, ScalarType.BFloat16)]
    [InlineData(ScalarType.BFloat16, "BF16", 2, ScalarType.Float32)]
    [InlineData(ScalarType.BFloat16, "BF16", 2, ScalarType.BFloat16)]
    public void A_tensor_of_several_pieces_is_converted_as_torch_converts_it(ScalarType type, string name, int bytes, ScalarType wanted)
    {
        using var scope = NewDisposeScope();
        const int elements = (1 << 23) + 5;
        var values = randn(elements).to(type);
        var path = File($$$"""{"x":{"dtype":"{{{name}}}","shape":[{{{elements}}}],"data_offsets":[0,{{{elements * bytes}}}]}}""", values.bytes.ToArray());
        using var file = SafeTensorsFile.Open(path);
        var read = zeros(elements, wanted);

        file.CopyTo("x", read);

        Assert.True(values.to(wanted).equal(read).all().item<bool>());
        SafeTensorsWriter.Write(_folder["again.safetensors"], [("x", read)]);
        using var again = SafeTensorsFile.Open(_folder["again.safetensors"]);
        Assert.Equal(wanted == ScalarType.BFloat16 ? "BF16" : "F32", again.Entries["x"].ElementType);
        var second = zeros(elements, wanted);
        again.CopyTo("x", second);
        Assert.True(read.equal(second).all().item<bool>());
    }

    [Theory]
    [InlineData(ScalarType.BFloat16)]
    [InlineData(ScalarType.Float32)]
    public void Reading_takes_no_memory_beyond_a_piece(ScalarType wanted)
    {
        const long elements = 1 << 27; // 256 MB in the file
        var path = _folder["large.safetensors"];
        using (var stream = System.IO.File.Create(path))
        {
            var header = Encoding.UTF8.GetBytes($$$"""{"x":{"dtype":"BF16","shape":[{{{elements}}}],"data_offsets":[0,{{{2 * elements}}}]}}""");
            stream.Write(BitConverter.GetBytes((long)header.Length));
            stream.Write(header);
            stream.SetLength(stream.Position + 2 * elements); // zeros that take no room on the disk
        }

        using var destination = ones(elements, wanted);
        using var file = SafeTensorsFile.Open(path);
        System.IO.File.WriteAllText("/proc/self/clear_refs", "5"); // sets the peak to what is held now
        var before = PeakKilobytes();

        file.CopyTo("x", destination);

        Assert.InRange(PeakKilobytes() - before, 0, 64 << 10);
        using var largest = destination.max().to(ScalarType.Float32);
        Assert.Equal(0, largest.item<float>());

        static long PeakKilobytes() => long.Parse(
            System.IO.File.ReadLines("/proc/self/status").Single(line => line.StartsWith("VmHWM:", StringComparison.Ordinal))["VmHWM:".Length..^2],
            System.Globalization.CultureInfo.InvariantCulture);
    }

    [Theory]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,12]}}""", 8, "bytes 0 to 12")]
    [InlineData("""{"x":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", 8, "not the length")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", 8, "bytes 8 to 0")]
    [InlineData("""{"x":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}""", 8, "not the length")]
    [InlineData("""{"x":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}""", 0, "not the length")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"y":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""", 12, "shares bytes")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""", 12, "leaves 4 bytes")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 12, "last 4 bytes")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[0]}}""", 8, "header")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2]}}""", 8, "header")]
    [InlineData("""{"x":3}""", 0, "header")]
    [InlineData("""[]""", 0, "header")]
    [InlineData("""{"x":""", 0, "header")]
    public void A_damaged_file_is_refused_by_name(string header, int dataBytes, string says)
    {
        var path = File(header, new byte[dataBytes]);
        var e = Assert.Throws<WeightsFormatException>(() => SafeTensorsFile.Open(path));
        Assert.Contains(path, e.Message, StringComparison.Ordinal);
        Assert.Contains(says, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_header_of_a_million_open_brackets_is_refused()
    {
        var path = File($$"""{"x":{{new string('[', 1_000_000)}}""", []);
        Assert.Contains(path, Assert.Throws<WeightsFormatException>(() => SafeTensorsFile.Open(path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(10L << 30)]
    [InlineData(long.MaxValue)]
    [InlineData(-1)]
    [InlineData(101L << 20)]
    public void A_header_that_claims_gigabytes_is_refused_before_a_byte_of_it_is_read(long length)
    {
        var bytes = new byte[64];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, length);
        var path = _folder.Write("huge.safetensors", bytes);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains(path, Assert.Throws<WeightsFormatException>(() => SafeTensorsFile.Open(path)).Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void A_file_cut_short_at_any_byte_is_refused()
    {
        using var value = randn(2, 3);
        SafeTensorsWriter.Write(_folder["whole"], [("x", value)]);
        var whole = System.IO.File.ReadAllBytes(_folder["whole"]);
        for (var length = 0; length < whole.Length; length++)
        {
            var path = _folder.Write("cut", whole[..length]);
            Assert.Throws<WeightsFormatException>(() => SafeTensorsFile.Open(path));
        }
    }

    [Fact]
    public void Reading_a_tensor_of_another_shape_or_type_names_it()
    {
        var path = File("""{"x":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}""", new byte[8]);
        using var file = SafeTensorsFile.Open(path);
        using var one = zeros(1);
        using var two = zeros(2);
        Assert.Equal("x", Assert.Throws<WeightsFormatException>(() => file.CopyTo("x", one)).Tensor);
        Assert.Contains("[1], expected [2]", Assert.Throws<WeightsFormatException>(() => file.CopyTo("x", two)).Message, StringComparison.Ordinal);
        Assert.Equal("y", Assert.Throws<WeightsFormatException>(() => file.CopyTo("y", one)).Tensor);
    }

    string File(string header, byte[] data)
    {
        var json = Encoding.UTF8.GetBytes(header);
        var bytes = new byte[8 + json.Length + data.Length];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, json.Length);
        json.CopyTo(bytes, 8);
        data.CopyTo(bytes, 8 + json.Length);
        return _folder.Write($"{Guid.NewGuid():N}.safetensors", bytes);
    }
}
