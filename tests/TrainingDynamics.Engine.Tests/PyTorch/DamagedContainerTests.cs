using System.Buffers.Binary;
using System.IO.Compression;
using TrainingDynamics.Engine.Weights;
using TrainingDynamics.Engine.Weights.PyTorch;
using static TorchSharp.torch;
using static TrainingDynamics.Engine.Tests.PyTorch.Pickles;

namespace TrainingDynamics.Engine.Tests.PyTorch;

/// <summary>Tensors that do not lie where they say, dictionaries that do not fit, and zip files made by hand.</summary>
public sealed class DamagedContainerTests : IDisposable
{
    static readonly Dictionary<string, (string Body, string Says)> Tensors = new()
    {
        ["beyond its storage"] = (OneTensor(Int(1), Int(2), Int(1)), "reaches element 2 of a storage of 2"),
        ["by strides beyond its storage"] = (OneTensor(Int(0), Int(2), Int(2)), "reaches element 2 of a storage of 2"),
        ["of a negative size"] = (OneTensor(Int(0), Int(-1), Int(1)), "size and strides"),
        ["of a negative stride"] = (OneTensor(Int(1), Int(2), Int(-1)), "size and strides"),
        ["of a negative offset"] = (OneTensor(Int(-1), Int(2), Int(1)), "other arguments"),
        ["of more sizes than strides"] = (AnyTensor(Two, Int(1) + "2\u0086", Int(1) + "\u0085"), "size and strides"),
        ["of too many dimensions"] = (AnyTensor(Two, Sizes(17), Sizes(17)), "size and strides"),
        ["of more elements than there can be"] =
            (AnyTensor(Two, Long(1L << 40) + "2\u0086", Int(0) + "2\u0086"), "more elements than there can be"),
        ["whose strides overflow"] = (OneTensor(Int(0), Int(3), Long(1L << 62)), "more elements than there can be"),
        ["in a storage of two lengths"] =
            ($"}}({Str("v")}{Pair}{Str("w")}{Storage("s", Int(3))}u", "describes the storage 's' in two ways"),
        ["in a part beyond its storage"] =
            (Storage("s", Int(2), view: $"({Str("p")}{Int(1)}{Int(2)}t"), "describes a part of the storage 's' that is not in it"),
        ["in a storage that is not there"] = (OneTensor(Int(0), Int(2), Int(1), Storage("t", Int(2))), "which no tensor has"),
        ["in a storage of another length"] = (OneTensor(Int(0), Int(2), Int(1), Storage("s", Int(3))), "found 2 elements"),
        ["in a storage that the file is too short for"] =
            (OneTensor(Int(0), Int(2), Int(1), Storage("s", Int(2), "Double")), "ends inside the storage 's'"),
        ["named by a number"] = ($"}}{Int(3)}{Pair}s", "names a tensor by an integer"),
    };

    static string Two => Storage("s", Int(2));

    readonly TemporaryFolder _folder = new();

    public static TheoryData<string> TensorNames => [.. Tensors.Keys];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(TensorNames))]
    public void A_tensor_that_cannot_be_is_refused(string tensor)
    {
        var (body, says) = Tensors[tensor];
        Refused(Legacy(body), says);
    }

    [Fact]
    public void Dictionaries_that_leave_a_choice_are_refused()
    {
        var inner = Dictionary("w", Pair);
        Refused(Legacy($"}}({Str("model")}{inner}{Str("ema")}{inner}u"), "under the text 'model' and the text 'ema'");
        Refused(Legacy($"}}({Str("w")}{Pair}{Str("ema")}{inner}u"), "holds tensors and, under the text 'ema'");
        Refused(Legacy(Dictionary("a", Dictionary("b", inner))), "holds no dictionary of tensors");
        Refused(Legacy("}", withStorage: false), "holds no dictionary of tensors");
        Refused(Legacy(Pair), "holds a tensor, expected a dictionary");
    }

    [Fact]
    public void Zip_members_that_torch_does_not_write_are_refused()
    {
        var members = Members(TorchSaves.Zip);
        Refused(Zip([.. members, ("../../evil", [1])]), "'../../evil' has a name that leads out");
        Refused(Zip([.. members, ("zip/../../evil", [1])]), "leads out");
        Refused(Zip([.. members, ("/etc/evil", [1])]), "'/etc/evil' has a name that leads out");
        Refused(Zip([.. members, ("C:\\evil", [1])]), "leads out");
        Refused(Zip([.. members, members[1]]), $"two members '{members[1].Name}'");
        Refused(Zip([.. members, ("other/data.pkl", [1])]), "found 2 members FOLDER/data.pkl");
        Refused(Zip([.. members, (Folder(members) + "constants.pkl", [1])]), "is a TorchScript program");
        Refused(Zip([.. members, (Folder(members) + "byteorder", Bytes("big"))]), "found byte order 'big'");
        var first = members.FindIndex(m => m.Name.EndsWith("/data/0", StringComparison.Ordinal));
        var (name, content) = members[first];
        members[first] = (name, content[1..]);
        Refused(Zip(members), "has 95 bytes, expected 24 elements of F32");
        members.RemoveAt(first);
        Refused(Zip(members), "lacks the member");
    }

    [Fact]
    public void The_same_members_packed_by_hand_are_read()
    {
        using var file = PyTorchFile.Open(_folder.Write("w.bin", Zip(Members(TorchSaves.Zip))));
        using var read = zeros(4);
        file.CopyTo("offset", read);
        Assert.Equal([5f, 6f, 7f, 8f], read.data<float>());
    }

    [Fact]
    public void Compressed_members_are_refused_before_they_are_unpacked()
    {
        Refused(Zip([("a/data.pkl", new byte[50_000_000])], CompressionLevel.SmallestSize), "is compressed");
    }

    [Fact]
    public void Members_that_claim_more_than_the_file_has_are_refused()
    {
        var zip = Zip(Members(TorchSaves.Zip));
        var directory = Find(zip, "PK\u0001\u0002");
        BinaryPrimitives.WriteUInt32LittleEndian(zip.AsSpan(directory + 20), int.MaxValue); // compressed size
        BinaryPrimitives.WriteUInt32LittleEndian(zip.AsSpan(directory + 24), int.MaxValue); // size
        Refused(zip, "longer than the file");
    }

    /// <summary>A dictionary with a tensor of one dimension, in the storage of two elements unless said otherwise.</summary>
    static string OneTensor(string offset, string size, string stride, string? storage = null) =>
        Dictionary("w", Tensor(storage ?? Two, offset, size + "\u0085", stride + "\u0085"));

    static string AnyTensor(string storage, string size, string strides) => Dictionary("w", Tensor(storage, Int(0), size, strides));

    static string Sizes(int count) => "(" + string.Concat(Enumerable.Repeat(Int(1), count)) + "t";

    static List<(string Name, byte[] Content)> Members(byte[] zip)
    {
        using var archive = new ZipArchive(new MemoryStream(zip));
        return [.. archive.Entries.Select(entry =>
        {
            using var stream = entry.Open();
            var content = new byte[entry.Length];
            stream.ReadExactly(content);
            return (entry.FullName, content);
        })];
    }

    static string Folder(List<(string Name, byte[] Content)> members) => members[0].Name.Split('/')[0] + "/";

    static int Find(byte[] bytes, string latin1) => bytes.AsSpan().IndexOf(Bytes(latin1));

    void Refused(byte[] file, string says)
    {
        var path = _folder.Write("w.bin", file);
        var e = Assert.Throws<WeightsFormatException>(() => PyTorchFile.Open(path).Dispose());
        Assert.StartsWith(path, e.Message, StringComparison.Ordinal);
        Assert.Contains(says, e.Message, StringComparison.Ordinal);
    }
}
