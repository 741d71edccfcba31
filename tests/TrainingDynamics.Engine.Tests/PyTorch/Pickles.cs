using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace TrainingDynamics.Engine.Tests.PyTorch;

/// <summary>Writes pickles opcode by opcode, one character a byte, and puts them into containers.</summary>
static class Pickles
{
    public const string Protocol2 = "\u0080\u0002";
    public const string NoHooks = "ccollections\nOrderedDict\n)R";
    public const string Rebuild = "ctorch._utils\n_rebuild_tensor_v2\n";

    /// <summary>BINUNICODE.</summary>
    public static string Str(string text) => "X" + UInt32((uint)text.Length) + text;

    /// <summary>BININT.</summary>
    public static string Int(int value) => "J" + UInt32((uint)value);

    /// <summary>LONG1 of eight bytes.</summary>
    public static string Long(long value) => "\u008a\u0008" + UInt64((ulong)value);

    public static string UInt32(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return Encoding.Latin1.GetString(bytes);
    }

    public static string UInt64(ulong value) => UInt32((uint)value) + UInt32((uint)(value >> 32));

    /// <summary>The persistent id of a storage and BINPERSID; in the legacy form <paramref name="view"/> is its sixth field.</summary>
    public static string Storage(string key, string elements, string type = "Float", string? view = "N") =>
        $"({Str("storage")}ctorch\n{type}Storage\n{Str(key)}{Str("cpu")}{elements}{view}tQ";

    /// <summary>A tensor; offset, size and strides as opcodes.</summary>
    public static string Tensor(string storage, string offset, string size, string strides, string rest = "") =>
        $"{Rebuild}({storage}{offset}{size}{strides}\u0089{NoHooks}{rest}tR";

    /// <summary>A tensor of two float32 elements in the storage <c>s</c>.</summary>
    public static string Pair { get; } = Tensor(Storage("s", Int(2)), Int(0), Int(2) + "\u0085", Int(1) + "\u0085");

    /// <summary>A dictionary with one item.</summary>
    public static string Dictionary(string key, string value) => "}" + Str(key) + value + "s";

    /// <summary>The legacy form around an object; its only storage <c>s</c>, of two elements 1 and 2, when asked for.</summary>
    public static byte[] Legacy(string body, bool withStorage = true) =>
        Legacy(body, withStorage ? [("s", 2, Bytes(UInt32(0x3f800000) + UInt32(0x40000000)))] : []);

    /// <summary>The legacy form around an object, with the storages that it names.</summary>
    public static byte[] Legacy(string body, IReadOnlyCollection<(string Key, long Elements, byte[] Content)> storages)
    {
        var keys = storages.Count == 0 ? "" : $"({string.Concat(storages.Select(storage => Str(storage.Key)))}e";
        var data = string.Concat(storages.Select(storage => UInt64((ulong)storage.Elements) + Encoding.Latin1.GetString(storage.Content)));
        return Bytes(
            $"{Protocol2}\u008a\u000a\u006c\u00fc\u009c\u0046\u00f9\u0020\u006a\u00a8\u0050\u0019.{Protocol2}M\u00e9\u0003."
            + $"{Protocol2}{Dictionary("little_endian", "\u0088")}.{Protocol2}{body}.{Protocol2}]{keys}.{data}");
    }

    public static byte[] Bytes(string latin1) => Encoding.Latin1.GetBytes(latin1);

    /// <summary>The zip form of members, uncompressed unless said otherwise.</summary>
    public static byte[] Zip(IEnumerable<(string Name, byte[] Content)> members, CompressionLevel level = CompressionLevel.NoCompression)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create))
        {
            foreach (var (name, content) in members)
            {
                using var member = zip.CreateEntry(name, level).Open();
                member.Write(content);
            }
        }

        return stream.ToArray();
    }
}
