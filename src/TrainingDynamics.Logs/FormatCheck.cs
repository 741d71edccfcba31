using System.Collections.Concurrent;

namespace TrainingDynamics.Logs;

/// <summary>
/// Checks that an epoch's file in the format that is read does not hide a newer, different log in the other format: training
/// again over a converted run leaves the old Parquet file behind.
/// </summary>
static class FormatCheck
{
    const int Records = 64;

    // Pairs found equal, so that a viewer does not read them again and again.
    static readonly ConcurrentDictionary<string, (FileStatus Read, FileStatus Newer)> Equal = new();

    /// <summary>Throws if the first records differ; a file that cannot be read is left for its reader to refuse.</summary>
    /// <exception cref="LogFormatException">The other file is newer and holds other records.</exception>
    public static void RefuseHidden(DynamicsFile read, DynamicsFile other)
    {
        var (mine, its) = (FileStatus.Of(read.Path), FileStatus.Of(other.Path));
        if (its.Written <= mine.Written || (Equal.TryGetValue(read.Path, out var known) && known == (mine, its)))
        {
            return;
        }

        var (a, b) = (FirstOf(read), FirstOf(other));
        if (a is not null && b is not null && DifferenceOf(a, b) is { } record)
        {
            throw new LogFormatException(
                read.Path,
                0,
                $"found another log of epoch {read.Epoch} than in {Path.GetFileName(other.Path)}, which is newer (record {record + 1}, guid {b.Guid(record)}); "
                + "expected one log of an epoch: remove the older file, or write it again with td convert");
        }

        Equal[read.Path] = (mine, its);
    }

    static RecordBlock? FirstOf(DynamicsFile file)
    {
        try
        {
            using var blocks = DynamicsBlocks.Open(file);
            var records = new RecordBlock();
            if (blocks.Count == 0)
            {
                return null;
            }

            blocks.Read(0, records);
            return records;
        }
        catch (LogFormatException)
        {
            return null;
        }
    }

    // The first record in which the blocks differ; null: none.
    static int? DifferenceOf(RecordBlock a, RecordBlock b)
    {
        var count = Math.Min(Math.Min(a.Count, b.Count), Records);
        for (var record = 0; record < count; record++)
        {
            if (!a.HasGuid(record, b.Guid(record)) || a.Score(record) != b.Score(record) || !a.LogitsOf(record).SequenceEqual(b.LogitsOf(record)))
            {
                return record;
            }
        }

        return null;
    }
}
