using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

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

        return pages.IsWhole && AreBelow(MemoryMarshal.Cast<int, uint>(records.GoldsToFill), (uint)group.Classes);
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
        const uint Infinity = 0x7F800000;
        var bits = MemoryMarshal.Cast<float, uint>(values);
        var most = Vector<uint>.Zero;
        var i = 0;
        for (; i <= bits.Length - Vector<uint>.Count; i += Vector<uint>.Count)
        {
            most = Vector.Max(most, new Vector<uint>(bits[i..]) & new Vector<uint>(int.MaxValue));
        }

        for (; i < bits.Length; i++)
        {
            most = Vector.Max(most, new Vector<uint>(bits[i] & int.MaxValue));
        }

        return Vector.LessThanAll(most, new Vector<uint>(Infinity));
    }

    static bool AreBelow(ReadOnlySpan<uint> values, uint limit)
    {
        var most = Vector<uint>.Zero;
        var i = 0;
        for (; i <= values.Length - Vector<uint>.Count; i += Vector<uint>.Count)
        {
            most = Vector.Max(most, new Vector<uint>(values[i..]));
        }

        for (; i < values.Length; i++)
        {
            most = Vector.Max(most, new Vector<uint>(values[i]));
        }

        return Vector.LessThanAll(most, new Vector<uint>(limit));
    }
}
