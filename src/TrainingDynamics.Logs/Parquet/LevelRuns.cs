using System.Numerics;

namespace TrainingDynamics.Logs;

/// <summary>
/// Parquet's repetition and definition levels, runs of one level or of packed ones, in bytes that may be damaged. They are
/// only compared with what a table without gaps has.
/// </summary>
static class LevelRuns
{
    // So many rows of one level a run are compared at once.
    const int RowsAtOnce = 64;

    /// <summary>Whether these are <paramref name="count"/> levels and each is <paramref name="level"/>, from 1 to 3.</summary>
    public static bool AreAll(ReadOnlySpan<byte> runs, int count, int level)
    {
        var width = 32 - BitOperations.LeadingZeroCount((uint)level);
        var packed = width == 1 ? 0xFF : level * 0x55; // as a byte of such levels is
        while (count > 0)
        {
            if (!TryTakeHead(ref runs, out var head))
            {
                return false;
            }

            if ((head & 1) == 0)
            {
                var length = (int)(head >> 1);
                if (runs.IsEmpty || runs[0] != level || length == 0 || length > count)
                {
                    return false;
                }

                count -= length;
                runs = runs[1..];
                continue;
            }

            var bits = Math.Min((long)count, 8L * (head >> 1)) * width;
            var bytes = (head >> 1) * (long)width;
            if (bits == 0 || bytes > runs.Length || runs[..(int)(bits / 8)].IndexOfAnyExcept((byte)packed) >= 0
                || (bits % 8 > 0 && ((runs[(int)(bits / 8)] ^ packed) & ((1 << (int)(bits % 8)) - 1)) != 0))
            {
                return false;
            }

            count -= (int)(bits / width);
            runs = runs[(int)bytes..];
        }

        return runs.IsEmpty;
    }

    /// <summary>
    /// Whether these are <paramref name="count"/> levels of rows with <paramref name="classes"/> values each, 0 for the first and
    /// 1 for the others. The first level is the one at <paramref name="at"/> of the column.
    /// </summary>
    public static bool AreRows(ReadOnlySpan<byte> runs, int count, int classes, int at)
    {
        // Of where in a row a level is only this matters, and no array is so long that the sum overflows.
        at %= classes;
        Span<byte> row = [2, 0, 0, 0, 0, 0, 0, 0];
        var rowBytes = 2 + WriteHead(row[2..], (uint)(classes - 1) << 1);
        row[rowBytes++] = 1;
        Span<byte> rows = stackalloc byte[8 * RowsAtOnce];
        for (var i = 0; i < RowsAtOnce; i++)
        {
            row[..rowBytes].CopyTo(rows[(i * rowBytes)..]);
        }

        rows = rows[..(RowsAtOnce * rowBytes)];
        while (count > 0)
        {
            if (at == 0 && rows.CommonPrefixLength(runs) / rowBytes is > 0 and var same)
            {
                // More than there may be counts below zero.
                count = (long)same * classes > count ? -1 : count - (same * classes);
                runs = runs[(same * rowBytes)..];
            }
            else if (!TryTakeRun(ref runs, ref count, ref at, classes))
            {
                return false;
            }
        }

        return count == 0 && runs.IsEmpty;
    }

    static bool TryTakeRun(ref ReadOnlySpan<byte> runs, ref int count, ref int at, int classes)
    {
        if (!TryTakeHead(ref runs, out var head) || head >> 1 == 0)
        {
            return false;
        }

        if ((head & 1) == 0)
        {
            var length = head >> 1;
            var most = at == 0 ? 1 : classes - at;
            if (length > most || length > count || runs.IsEmpty || runs[0] != (at == 0 ? 0 : 1))
            {
                return false;
            }

            at = (at + (int)length) % classes;
            count -= (int)length;
            runs = runs[1..];
            return true;
        }

        if (head >> 1 > runs.Length)
        {
            return false;
        }

        var packed = runs[..(int)(head >> 1)];
        runs = runs[packed.Length..];
        for (var bit = 0L; bit < 8L * packed.Length && count > 0; bit++, count--)
        {
            if (((packed[(int)(bit / 8)] >> (int)(bit % 8)) & 1) != (at == 0 ? 0 : 1))
            {
                return false;
            }

            at = at + 1 == classes ? 0 : at + 1;
        }

        return true;
    }

    // At most 2^28, so that no product overflows.
    static bool TryTakeHead(ref ReadOnlySpan<byte> runs, out uint head)
    {
        head = 0;
        for (var i = 0; i < 4 && i < runs.Length; i++)
        {
            head |= (uint)(runs[i] & 0x7F) << (7 * i);
            if (runs[i] < 0x80)
            {
                runs = runs[(i + 1)..];
                return true;
            }
        }

        return false;
    }

    static int WriteHead(Span<byte> bytes, uint head)
    {
        var length = 0;
        for (; head >= 0x80; head >>= 7)
        {
            bytes[length++] = (byte)(head | 0x80);
        }

        bytes[length++] = (byte)head;
        return length;
    }
}
