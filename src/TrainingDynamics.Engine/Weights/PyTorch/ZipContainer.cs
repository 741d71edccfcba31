using System.IO.Compression;

namespace TrainingDynamics.Engine.Weights.PyTorch;

/// <summary>
/// What <c>torch.save</c> has written since PyTorch 1.6: a zip file with one folder, <c>data.pkl</c> in it the pickled
/// object, <c>data/KEY</c> the bytes of each storage, all uncompressed.
/// </summary>
sealed class ZipContainer : IStorageSource
{
    const long LongestByteOrder = 16;

    readonly ZipArchive _zip;
    readonly string _path;
    readonly Dictionary<string, ZipArchiveEntry> _members;
    readonly string _folder;
    Stream? _open;

    ZipContainer(ZipArchive zip, long length, string path)
    {
        _zip = zip;
        _path = path;
        _members = Members(zip, length, path);
        var pickles = _members.Keys.Where(name => name.Split('/') is [_, "data.pkl"]).ToList();
        if (pickles.Count != 1)
        {
            throw Bad($"found {pickles.Count} members FOLDER/data.pkl, expected one; it is no PyTorch checkpoint");
        }

        _folder = pickles[0][..^"data.pkl".Length];
        if (_members.ContainsKey(_folder + "constants.pkl"))
        {
            throw Bad("is a TorchScript program, which is not run; save the model's state_dict instead");
        }
    }

    /// <summary>Reads the pickle and checks that the storages are there; owns <paramref name="stream"/> from then on.</summary>
    public static (object? Root, IStorageSource Storages) Open(Stream stream, string path)
    {
        stream.Position = 0;
        try
        {
            var container = new ZipContainer(new ZipArchive(stream, ZipArchiveMode.Read), stream.Length, path);
            return (container.ReadPickle(), container);
        }
        catch (Exception e) when (IsDamage(e))
        {
            throw new WeightsFormatException(path, null, $"is a damaged zip file or cut short: {e.Message}", e);
        }
    }

    public Stream OpenAt(string key, long offset)
    {
        _open?.Dispose();
        _open = null;
        try
        {
            _open = _members[DataName(key)].Open();
            Skip(_open, offset);
            return _open;
        }
        catch (Exception e) when (IsDamage(e))
        {
            throw Bad($"member '{Shown(DataName(key))}' cannot be read: {e.Message}", e);
        }
    }

    public void Dispose()
    {
        _open?.Dispose();
        _zip.Dispose();
    }

    /// <summary>What the zip library throws for damaged files; a hostile directory makes it overflow, too.</summary>
    static bool IsDamage(Exception e) =>
        e is InvalidDataException or EndOfStreamException or NotSupportedException or ArgumentException or OverflowException;

    object? ReadPickle()
    {
        if (_members.ContainsKey(_folder + "byteorder")
            && ReadWhole("byteorder", LongestByteOrder) is var order && !order.SequenceEqual("little"u8))
        {
            throw Bad($"found byte order '{Shown(System.Text.Encoding.Latin1.GetString(order))}', expected 'little'");
        }

        using var pickle = new MemoryStream(ReadWhole("data.pkl", PickleInput.LongestPickle), writable: false);
        var input = new PickleInput(pickle, _path, "data.pkl");
        var calls = new PickleCalls(input, storageViews: false);
        var root = PickleMachine.Read(input, calls);
        foreach (var storage in calls.WholeStorages.Values)
        {
            CheckLength(storage);
        }

        return root;
    }

    byte[] ReadWhole(string name, long longest)
    {
        var member = _members[_folder + name];
        if (member.Length > longest)
        {
            throw Bad($"member '{name}' has {member.Length} bytes, expected at most {longest}");
        }

        var bytes = new byte[member.Length];
        using var stream = member.Open();
        stream.ReadExactly(bytes);
        return bytes;
    }

    void CheckLength(Storage storage)
    {
        var name = DataName(storage.Key);
        var width = StagedCopy.Width(storage.ElementType)!.Value;
        if (!_members.TryGetValue(name, out var member))
        {
            throw Bad($"lacks the member '{Shown(name)}' with the elements of a tensor");
        }

        if (storage.WholeElements > long.MaxValue / width || member.Length != storage.WholeElements * width)
        {
            throw Bad(
                $"member '{Shown(name)}' has {member.Length} bytes, expected {storage.WholeElements} elements of {storage.ElementType}");
        }
    }

    /// <summary>All members by name. None is ever written to a disk, yet a name that tries to leave a folder shows intent.</summary>
    static Dictionary<string, ZipArchiveEntry> Members(ZipArchive zip, long length, string path)
    {
        var members = new Dictionary<string, ZipArchiveEntry>();
        var room = length;
        foreach (var entry in zip.Entries)
        {
            var name = entry.FullName;
            var problem = name switch
            {
                _ when name.StartsWith('/') || name.IndexOfAny(['\\', '\0']) >= 0 || name is [_, ':', ..] || name.Split('/').Contains("..")
                    => "has a name that leads out of the file's folder",
                _ when entry.IsEncrypted => "is encrypted, which PyTorch never does",
                _ when entry.Length != entry.CompressedLength => "is compressed, which PyTorch never does; save it again with torch.save",
                _ when entry.Length > room => "makes the members longer than the file; the file is damaged",
                _ => null,
            };
            if (problem is not null)
            {
                throw new WeightsFormatException(path, null, $"member '{Shown(name)}' {problem}");
            }

            room -= entry.Length;
            if (!members.TryAdd(name, entry))
            {
                throw new WeightsFormatException(path, null, $"has two members '{Shown(name)}'");
            }
        }

        return members;
    }

    /// <summary>The zip library's streams cannot seek.</summary>
    static void Skip(Stream stream, long bytes)
    {
        Span<byte> buffer = new byte[Math.Min(bytes, 1 << 16)];
        for (; bytes > 0; bytes -= Math.Min(bytes, buffer.Length))
        {
            stream.ReadExactly(buffer[..(int)Math.Min(bytes, buffer.Length)]);
        }
    }

    string DataName(string key) => $"{_folder}data/{key}";

    WeightsFormatException Bad(string problem, Exception? cause = null) => new(_path, null, problem, cause);

    static string Shown(string name) => PickleInput.Printable(name);
}
