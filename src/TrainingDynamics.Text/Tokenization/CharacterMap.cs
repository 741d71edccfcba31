using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace TrainingDynamics.Text.Tokenization;

/// <summary>
/// SentencePiece's table of characters that are replaced before pieces are searched: the length of a double-array trie in bytes, the trie, and the
/// replacements in UTF-8, each followed by a zero; a leaf's value is an offset into them. The library reads the table without checks, so a
/// character that leads out of it would end the process.
/// </summary>
static class CharacterMap
{
    const uint Leaf = 1 << 8;
    const uint ValueBits = 0x7FFF_FFFF;
    const uint LabelBits = 0x8000_00FF;

    /// <summary>Throws if some text would lead out of the table.</summary>
    /// <exception cref="VocabularyFormatException">The table is damaged; with its place in the file.</exception>
    public static void Check(JsonPart table)
    {
        var bytes = Bytes(table);
        var length = bytes.Length < 4 ? -1 : BinaryPrimitives.ReadInt32LittleEndian(bytes);
        if (length < 4 || length % 4 != 0 || length > bytes.Length - 4)
        {
            throw Damaged(table, $"its trie of {length} bytes");
        }

        var trie = MemoryMarshal.Cast<byte, uint>(bytes.AsSpan(4, length));
        var replacements = bytes.AsSpan(4 + length);
        if (!System.Text.Unicode.Utf8.IsValid(replacements))
        {
            throw Damaged(table, "replacements that are not UTF-8");
        }

        // Every node that some bytes lead to, once.
        var seen = new bool[trie.Length];
        var open = new Stack<long>([Offset(trie[0])]);
        while (open.TryPop(out var node))
        {
            for (var label = 1; label <= byte.MaxValue; label++)
            {
                var place = node ^ label;
                if (place >= trie.Length)
                {
                    throw Damaged(table, "a trie that leads beyond its end");
                }

                var unit = trie[(int)place];
                if ((unit & LabelBits) != label)
                {
                    continue;
                }

                var next = place ^ Offset(unit);
                if (next >= trie.Length)
                {
                    throw Damaged(table, "a trie that leads beyond its end");
                }

                if ((unit & Leaf) != 0 && !IsStart(replacements, trie[(int)next] & ValueBits))
                {
                    throw Damaged(table, "a character whose replacement is not in it");
                }

                if (!seen[next])
                {
                    open.Push(next);
                }

                seen[next] = true;
            }
        }
    }

    static long Offset(uint unit) => (long)(unit >> 10) << (int)((unit & 0x200) >> 6);

    static bool IsStart(ReadOnlySpan<byte> replacements, uint value) =>
        value < replacements.Length && (replacements[(int)value] & 0xC0) != 0x80;

    static byte[] Bytes(JsonPart table)
    {
        try
        {
            return Convert.FromBase64String(table.Text());
        }
        catch (FormatException)
        {
            throw table.Refuse("base64");
        }
    }

    static VocabularyFormatException Damaged(JsonPart table, string found) =>
        table.Complain($"found {found}, expected SentencePiece's table of characters; get the file again");
}
