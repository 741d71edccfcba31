using System.Buffers.Binary;
using System.Numerics;

namespace TrainingDynamics.Engine.Weights.PyTorch;

/// <summary>
/// What <c>torch.save</c> wrote before PyTorch 1.6: a pickled magic number, a pickled version, a pickled description of the
/// machine, the pickled object, the pickled list of storage keys, then for each key an element count and the elements.
/// </summary>
sealed class LegacyArchive(Stream stream, Dictionary<string, long> starts) : IStorageSource
{
    const int Version = 1001;
    const int CountBytes = 8;

    static readonly BigInteger Magic = (new BigInteger(0x1950a86a) << 48) | 0x20f9469cfc6c;

    /// <summary>Reads the pickles and checks that the storages are there; owns <paramref name="stream"/> from then on.</summary>
    public static (object? Root, IStorageSource Storages) Open(Stream stream, string path)
    {
        const string Neither = "is no PyTorch checkpoint: it begins neither as a zip file nor as a legacy checkpoint";
        stream.Position = 0;
        if (stream.ReadByte() != 0x80) // the first opcode of every pickle since protocol 2
        {
            throw Bad(path, Neither);
        }

        stream.Position = 0;
        if (!Magic.Equals(ReadPlain(stream, path)))
        {
            throw Bad(path, Neither);
        }

        if (ReadPlain(stream, path) is var version and not (long)Version)
        {
            throw Bad(path, $"found {PickleCalls.Describe(version)} as the legacy form's version, expected {Version}");
        }

        if (ReadPlain(stream, path) is PickleDictionary machine && machine.Find("little_endian") is false)
        {
            throw Bad(path, "was written on a big-endian machine, whose numbers are not read");
        }

        var input = new PickleInput(stream, path, "legacy form");
        var calls = new PickleCalls(input, storageViews: true);
        var root = PickleMachine.Read(input, calls);
        var keys = ReadPlain(stream, path) as List<object?>
            ?? throw Bad(path, "found no list of storages behind the tensors' descriptions; the file is damaged");
        return (root, new LegacyArchive(stream, Locate(stream, path, keys, calls.WholeStorages)));
    }

    public Stream OpenAt(string key, long offset)
    {
        stream.Position = starts[key] + offset;
        return stream;
    }

    public void Dispose() => stream.Dispose();

    /// <summary>A pickle that has no business with storages; any it names are not there.</summary>
    static object? ReadPlain(Stream stream, string path)
    {
        var input = new PickleInput(stream, path, "legacy form");
        return PickleMachine.Read(input, new PickleCalls(input, storageViews: true));
    }

    static Dictionary<string, long> Locate(
        Stream stream, string path, List<object?> keys, IReadOnlyDictionary<string, Storage> storages)
    {
        var starts = new Dictionary<string, long>();
        Span<byte> count = stackalloc byte[CountBytes];
        foreach (var item in keys)
        {
            if (item is not string key || !storages.TryGetValue(key, out var storage))
            {
                throw Bad(path, $"lists as a storage {PickleCalls.Describe(item)}, which no tensor has; the file is damaged");
            }

            if (stream.ReadAtLeast(count, CountBytes, throwOnEndOfStream: false) < CountBytes)
            {
                throw Bad(path, $"ends before {Named(key)}; it is cut short");
            }

            var found = BinaryPrimitives.ReadInt64LittleEndian(count);
            if (found != storage.WholeElements)
            {
                throw Bad(path, $"found {found} elements in {Named(key)}, expected {storage.WholeElements}; it is damaged");
            }

            if (!starts.TryAdd(key, stream.Position))
            {
                throw Bad(path, $"lists {Named(key)} twice; the file is damaged");
            }

            var width = StagedCopy.Width(storage.ElementType)!.Value;
            if (found > (stream.Length - stream.Position) / width)
            {
                throw Bad(path, $"ends inside {Named(key)} of {found} elements; it is cut short");
            }

            stream.Position += found * width;
        }

        if (storages.Keys.FirstOrDefault(key => !starts.ContainsKey(key)) is { } missing)
        {
            throw Bad(path, $"lacks {Named(missing)}; the file is damaged");
        }

        return starts;
    }

    static WeightsFormatException Bad(string path, string problem) => new(path, null, problem);

    static string Named(string key) => $"the storage '{PickleInput.Printable(key)}'";
}
