using System.Buffers.Binary;

namespace TrainingDynamics.Engine.Native;

/// <summary>
/// Marks one entry of an ELF image's <c>.gnu.version_r</c> section as weak, so that the loader warns instead of refusing
/// when the system lacks that symbol version. Safe only if no symbol of the version is called. Own code because no library
/// on NuGet edits this section. Layout: System V ABI, and the Linux Standard Base's chapter on symbol versioning.
/// </summary>
static class ElfVersionNeed
{
    const uint SectionVersionNeed = 0x6ffffffe; // SHT_GNU_verneed
    const ushort FlagWeak = 0x2; // VER_FLG_WEAK

    /// <summary>
    /// A copy of <paramref name="image"/>, an ELF64 little-endian library, in which the need for
    /// <paramref name="version"/> (for example <c>GLIBCXX_3.4.32</c>) is weak.
    /// </summary>
    /// <exception cref="InvalidDataException">
    /// The bytes are not such an image, are cut short, or do not ask for that version.
    /// </exception>
    public static byte[] Relax(ReadOnlySpan<byte> image, string version)
    {
        var relaxed = image.ToArray();
        try
        {
            if (!Mark(relaxed, version))
            {
                throw new InvalidDataException($"the library does not ask for version {version}; there is nothing to relax");
            }
        }
        catch (Exception e) when (e is ArgumentOutOfRangeException or OverflowException)
        {
            throw new InvalidDataException("the library is cut short: a table points past its end", e);
        }

        return relaxed;
    }

    static bool Mark(Span<byte> elf, string version)
    {
        if (elf.Length < 64 || !elf[..4].SequenceEqual("\u007fELF"u8) || elf[4] != 2 || elf[5] != 1)
        {
            throw new InvalidDataException("not a 64-bit little-endian ELF library");
        }

        var table = checked((int)U64(elf, 0x28));
        int size = U16(elf, 0x3A), count = U16(elf, 0x3C);
        for (var i = 0; i < count; i++)
        {
            var section = elf.Slice(table + i * size, 64);
            if (U32(section, 4) != SectionVersionNeed)
            {
                continue;
            }

            var strings = elf.Slice(table + checked((int)U32(section, 40)) * size, 64);
            var names = elf[checked((int)U64(strings, 24))..];
            if (MarkIn(elf[checked((int)U64(section, 24))..], names, version))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Walks the needed libraries (chained by offset) and the versions needed of each (chained likewise).</summary>
    static bool MarkIn(Span<byte> needs, ReadOnlySpan<byte> names, string version)
    {
        for (var library = 0; ;)
        {
            var entry = library + checked((int)U32(needs, library + 8));
            for (var left = U16(needs, library + 2); left > 0; left--)
            {
                if (NameAt(names, checked((int)U32(needs, entry + 8))) == version)
                {
                    var flags = needs.Slice(entry + 4, 2);
                    BinaryPrimitives.WriteUInt16LittleEndian(flags, (ushort)(U16(flags, 0) | FlagWeak));
                    return true;
                }

                entry += checked((int)U32(needs, entry + 12));
            }

            var next = checked((int)U32(needs, library + 12));
            if (next == 0)
            {
                return false;
            }

            library += next;
        }
    }

    static string NameAt(ReadOnlySpan<byte> names, int offset)
    {
        var name = names[offset..];
        var end = name.IndexOf((byte)0);
        return System.Text.Encoding.ASCII.GetString(end < 0 ? name : name[..end]);
    }

    static ushort U16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes.Slice(at, 2));

    static uint U32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes.Slice(at, 4));

    static ulong U64(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt64LittleEndian(bytes.Slice(at, 8));
}
