using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace TrainingDynamics.Logs;

/// <summary>The values of a row group, from the bytes in the records' buffer into the records.</summary>
sealed class PlainParquetValues(PlainParquetSchema schema, PlainParquetGroup group, RecordBlock records)
{
    /// <summary>False when a page is damaged or another kind, or a value not what records may have.</summary>
    public bool TryTake()
    {
        records.Reserve(group.Rows, group.Classes);
        return TryTakeLogits() && TryTakeGolds() && (schema.HasTexts ? TryTakeTexts() : TryTakeIntegers());
    }

    PlainParquetPages Pages(PlainParquetColumn column, bool hasRepetition, int definition) =>
        new(records.Buffer.AsSpan((int)(column.Start - group.Guid.Start), column.Length), column.Values, hasRepetition, definition);

    bool TryTakeLogits()
    {
        var pages = Pages(group.Logits, true, schema.LogitLevel);
        var logits = records.LogitsToFill;
        var at = 0;
        while (pages.TryNext())
        {
            var values = MemoryMarshal.Cast<byte, float>(pages.Data);
            if (pages.Data.Length != sizeof(float) * (long)pages.Values || !LevelRuns.AreRows(pages.Repetition, pages.Values, group.Classes, at)
                || !AreFinite(values))
            {
                return false;
            }

            values.CopyTo(logits[at..]);
            at += values.Length;
        }

        return pages.IsWhole;
    }

    bool TryTakeGolds()
    {
        var pages = Pages(group.Gold, false, schema.GoldLevel);
        var golds = records.GoldsToFill;
        while (pages.TryNext())
        {
            var page = golds[..pages.Values];
            golds = golds[pages.Values..];
            if (pages.Data.Length != pages.Values * (long)(schema.HasLongs ? sizeof(long) : sizeof(int)))
            {
                return false;
            }

            if (schema.HasLongs)
            {
                var values = MemoryMarshal.Cast<byte, long>(pages.Data);
                for (var row = 0; row < page.Length; row++)
                {
                    page[row] = (int)Math.Clamp(values[row], -1, int.MaxValue);
                }
            }
            else
            {
                MemoryMarshal.Cast<byte, int>(pages.Data).CopyTo(page);
            }
        }

        return pages.IsWhole && Greatest(MemoryMarshal.Cast<int, uint>(records.GoldsToFill), uint.MaxValue) < group.Classes;
    }

    bool TryTakeIntegers()
    {
        var pages = Pages(group.Guid, false, schema.GuidLevel);
        var guids = records.IntegerGuids();
        while (pages.TryNext())
        {
            if (pages.Data.Length != sizeof(long) * (long)pages.Values)
            {
                return false;
            }

            MemoryMarshal.Cast<byte, long>(pages.Data).CopyTo(guids);
            guids = guids[pages.Values..];
        }

        return pages.IsWhole;
    }

    // Each behind its length.
    bool TryTakeTexts()
    {
        var pages = Pages(group.Guid, false, schema.GuidLevel);
        var row = 0;
        while (pages.TryNext())
        {
            var data = pages.Data;
            var place = 0;
            for (var end = row + pages.Values; row < end; row++)
            {
                if (data.Length - place < sizeof(int))
                {
                    return false;
                }

                var length = BinaryPrimitives.ReadUInt32LittleEndian(data[place..]);
                place += sizeof(int);
                if (length > data.Length - place || !records.TryTakeText(row, pages.DataPlace + place, (int)length))
                {
                    return false;
                }

                place += (int)length;
            }

            if (place != data.Length)
            {
                return false;
            }
        }

        return pages.IsWhole;
    }

    static bool AreFinite(ReadOnlySpan<float> values)
    {
        const int Infinity = 0x7F800000;
        return Greatest(MemoryMarshal.Cast<float, uint>(values), int.MaxValue) < Infinity;
    }

    // Of the numbers' bits in the mask.
    static unsafe uint Greatest(ReadOnlySpan<uint> numbers, uint mask)
    {
        var (most, i) = (0U, 0);
        if (Avx2.IsSupported && numbers.Length >= Vector256<uint>.Count)
        {
            var all = Vector256<uint>.Zero;
            fixed (uint* first = numbers)
            {
                for (; i <= numbers.Length - Vector256<uint>.Count; i += Vector256<uint>.Count)
                {
                    all = Avx2.Max(all, Avx2.And(Avx.LoadVector256(first + i), Vector256.Create(mask)));
                }
            }

            for (var lane = 0; lane < Vector256<uint>.Count; lane++)
            {
                most = Math.Max(most, all.GetElement(lane));
            }
        }

        for (; i < numbers.Length; i++)
        {
            most = Math.Max(most, numbers[i] & mask);
        }

        return most;
    }
}
