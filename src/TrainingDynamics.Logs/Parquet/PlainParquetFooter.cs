using System.Globalization;
using System.Text;

namespace TrainingDynamics.Logs;

/// <summary>What a Parquet file says of itself, where it is one that <see cref="PlainParquetBlocks"/> reads.</summary>
sealed record PlainParquetFooter(PlainParquetSchema Schema, IReadOnlyList<PlainParquetGroup> Groups)
{
    /// <summary>The format's mark, with which a file begins and ends.</summary>
    public static ReadOnlySpan<byte> Mark => "PAR1"u8;

    // The fields of the format's structures by their numbers; 0 for one that makes the file another's, such as a cipher.
    static ReadOnlySpan<byte> FileTypes =>
    [
        0, ThriftFields.Int32, ThriftFields.List, ThriftFields.Int64, ThriftFields.List, ThriftFields.List, ThriftFields.Binary, ThriftFields.List,
    ];

    static ReadOnlySpan<byte> PairTypes => [0, ThriftFields.Binary, ThriftFields.Binary];

    static ReadOnlySpan<byte> GroupTypes =>
    [
        0, ThriftFields.List, ThriftFields.Int64, ThriftFields.Int64, ThriftFields.List, ThriftFields.Int64, ThriftFields.Int64, ThriftFields.Int16,
    ];

    static ReadOnlySpan<byte> ChunkTypes =>
    [
        0, 0, ThriftFields.Int64, ThriftFields.Struct, ThriftFields.Int64, ThriftFields.Int32, ThriftFields.Int64, ThriftFields.Int32,
    ];

    static ReadOnlySpan<byte> ColumnTypes =>
    [
        0, ThriftFields.Int32, ThriftFields.List, ThriftFields.List, ThriftFields.Int32, ThriftFields.Int64, ThriftFields.Int64, ThriftFields.Int64,
        ThriftFields.List, ThriftFields.Int64, ThriftFields.Int64, ThriftFields.Int64, ThriftFields.Struct, ThriftFields.List, ThriftFields.Int64,
        ThriftFields.Int32, ThriftFields.Struct,
    ];

    /// <summary>The fields of a column's or a page's statistics.</summary>
    public static ReadOnlySpan<byte> StatisticsTypes =>
    [
        0, ThriftFields.Binary, ThriftFields.Binary, ThriftFields.Int64, ThriftFields.Int64, ThriftFields.Binary, ThriftFields.Binary,
        ThriftFields.True, ThriftFields.True,
    ];

    // Of these columns the pages are read.
    const int Columns = 3;

    /// <summary>Null when anything is damaged, unknown, not as plain as it has to be, or of another epoch.</summary>
    /// <param name="bytes">The footer without its length and the mark.</param>
    /// <param name="end">Where the pages end in the file.</param>
    /// <param name="epoch">As the file's name has it.</param>
    public static PlainParquetFooter? TryParse(ReadOnlySpan<byte> bytes, long end, int epoch)
    {
        var fields = new ThriftFields(bytes);
        PlainParquetSchema? schema = null;
        List<PlainParquetGroup> groups = [];
        var rows = -1L;
        var isOfEpoch = true;
        var last = 0;
        while (fields.Next(ref last, FileTypes) is > 0 and var field)
        {
            // What comes before the columns says nothing of them, and what comes behind cannot be read without.
            if (field > 2 && schema is null)
            {
                return null;
            }

            switch (field)
            {
                case 2:
                    schema = PlainParquetSchema.TryRead(ref fields, epoch);
                    break;
                case 3:
                    rows = fields.ReadInt64();
                    break;
                case 4:
                    groups = ReadGroups(ref fields, schema!);
                    break;
                case 5:
                    isOfEpoch = IsOf(ref fields, epoch);
                    break;
                default:
                    fields.Skip(FileTypes[field]);
                    break;
            }
        }

        return fields.IsBroken || fields.Place != bytes.Length || schema is null || !isOfEpoch || groups.Sum(group => (long)group.Rows) != rows
            || !AreApart(groups, end)
            ? null
            : new PlainParquetFooter(schema, groups);
    }

    // One behind the other, so that there are no more rows than the file has bytes.
    static bool AreApart(List<PlainParquetGroup> groups, long end)
    {
        long place = Mark.Length;
        foreach (var group in groups)
        {
            if (!group.IsWhole || group.Guid.Start < place)
            {
                return false;
            }

            place = group.Logits.End;
        }

        return place <= end;
    }

    static List<PlainParquetGroup> ReadGroups(ref ThriftFields fields, PlainParquetSchema schema)
    {
        // A damaged number of groups must not become memory.
        var groups = new List<PlainParquetGroup>();
        for (var left = fields.ReadList(ThriftFields.Struct); left > 0 && !fields.IsBroken; left--)
        {
            groups.Add(ReadGroup(ref fields, schema));
        }

        return groups;
    }

    static PlainParquetGroup ReadGroup(ref ThriftFields fields, PlainParquetSchema schema)
    {
        var columns = new[] { PlainParquetColumn.None, PlainParquetColumn.None, PlainParquetColumn.None };
        var rows = 0L;
        var last = 0;
        while (fields.Next(ref last, GroupTypes) is > 0 and var field)
        {
            switch (field)
            {
                case 1:
                    ReadColumns(ref fields, schema, columns);
                    break;
                case 3:
                    rows = fields.ReadInt64();
                    break;
                default:
                    fields.Skip(GroupTypes[field]);
                    break;
            }
        }

        return new PlainParquetGroup(rows is > 0 and <= int.MaxValue ? (int)rows : fields.Break(), columns[0], columns[1], columns[2]);
    }

    static void ReadColumns(ref ThriftFields fields, PlainParquetSchema schema, PlainParquetColumn[] columns)
    {
        if (fields.ReadList(ThriftFields.Struct) != schema.Paths.Count)
        {
            fields.Break();
        }

        for (var i = 0; i < schema.Paths.Count; i++)
        {
            var last = 0;
            var column = PlainParquetColumn.None;
            while (fields.Next(ref last, ChunkTypes) is > 0 and var field)
            {
                if (field == 3)
                {
                    column = ReadColumn(ref fields, schema.TypeOf(i), schema.Paths[i], isRead: i < Columns);
                }
                else
                {
                    fields.Skip(ChunkTypes[field]);
                }
            }

            if (i < Columns)
            {
                columns[i] = column;
            }
        }
    }

    static PlainParquetColumn ReadColumn(ref ThriftFields fields, int type, string path, bool isRead)
    {
        var (values, length, start) = (0L, 0L, 0L);
        var (foundType, foundPath, codec, hasDictionary) = (-1, "", -1, false);
        var last = 0;
        while (fields.Next(ref last, ColumnTypes) is > 0 and var field)
        {
            switch (field)
            {
                case 1:
                    foundType = fields.ReadInt32();
                    break;
                case 3:
                    foundPath = ReadPath(ref fields);
                    break;
                case 4:
                    codec = fields.ReadInt32();
                    break;
                case 5:
                    values = fields.ReadInt64();
                    break;
                case 7:
                    length = fields.ReadInt64();
                    break;
                case 9:
                    start = fields.ReadInt64();
                    break;
                case 11:
                    hasDictionary = true;
                    fields.Skip(ThriftFields.Int64);
                    break;
                case 12:
                    fields.SkipStruct(StatisticsTypes);
                    break;
                default:
                    fields.Skip(ColumnTypes[field]);
                    break;
            }
        }

        var isPlain = foundType == type && foundPath == path && values is > 0 and <= int.MaxValue && length is > 0 and <= 1 << 30
            && start is > 0 and < long.MaxValue / 2 && (!isRead || (codec == 0 && !hasDictionary));
        return isPlain ? new PlainParquetColumn(start, (int)length, (int)values) : Refused(ref fields);
    }

    static PlainParquetColumn Refused(ref ThriftFields fields)
    {
        fields.Break();
        return PlainParquetColumn.None;
    }

    static string ReadPath(ref ThriftFields fields)
    {
        var count = fields.ReadList(ThriftFields.Binary);
        var path = new StringBuilder();
        for (var i = 0; i < count; i++)
        {
            path.Append(i > 0 ? "\n" : "").Append(Encoding.UTF8.GetString(fields.ReadBinary()));
        }

        return path.ToString();
    }

    // Of several epochs in one file no reader knows which counts.
    static bool IsOf(ref ThriftFields fields, int epoch)
    {
        var count = fields.ReadList(ThriftFields.Struct);
        var epochs = 0;
        var isOf = true;
        for (var i = 0; i < count && !fields.IsBroken; i++)
        {
            var (key, value) = ("", "");
            var last = 0;
            while (fields.Next(ref last, PairTypes) is > 0 and var field)
            {
                var text = Encoding.UTF8.GetString(fields.ReadBinary());
                (key, value) = field == 1 ? (text, value) : (key, text);
            }

            if (key == ParquetColumns.Epoch)
            {
                epochs++;
                isOf = value == epoch.ToString(CultureInfo.InvariantCulture);
            }
        }

        return epochs < 2 && isOf;
    }
}
