using System.Text;

namespace TrainingDynamics.Logs;

/// <summary>The columns of a dynamics file that <see cref="PlainParquetBlocks"/> reads: guid, gold, logits and perhaps the device.</summary>
/// <param name="HasTexts">Whether guids are texts, else they are 64-bit integers.</param>
/// <param name="HasLongs">Whether golds are 64-bit integers, else they are 32-bit.</param>
/// <param name="GuidLevel">The definition level of a guid that is there; 0 where none can be missing.</param>
/// <param name="GoldLevel">The same of a gold.</param>
/// <param name="LogitLevel">The same of a logit.</param>
/// <param name="Paths">Of the three or four columns, names joined by line feeds.</param>
sealed record PlainParquetSchema(bool HasTexts, bool HasLongs, int GuidLevel, int GoldLevel, int LogitLevel, IReadOnlyList<string> Paths)
{
    const int Integer32 = 1;
    const int Integer64 = 2;
    const int Float32 = 4;
    const int Bytes = 6;

    const int Required = 0;
    const int Optional = 1;
    const int Repeated = 2;

    const int Utf8 = 0;
    const int ListOf = 3;
    const int Signed32 = 17;
    const int Signed64 = 18;

    // As the kinds that a column's logical type can be are numbered in the format.
    const int LogicalText = 1;
    const int LogicalList = 3;
    const int LogicalInteger = 10;

    const int RootToElement = 6;

    static ReadOnlySpan<byte> ElementTypes =>
    [
        0, ThriftFields.Int32, 0, ThriftFields.Int32, ThriftFields.Binary, ThriftFields.Int32, ThriftFields.Int32, 0, 0, ThriftFields.Int32,
        ThriftFields.Struct,
    ];

    static ReadOnlySpan<byte> LogicalTypes =>
        [0, ThriftFields.Struct, 0, ThriftFields.Struct, 0, 0, 0, 0, 0, 0, ThriftFields.Struct];

    /// <summary>The physical type of a column, by its place among the paths.</summary>
    public int TypeOf(int column) => column switch
    {
        0 => HasTexts ? Bytes : Integer64,
        1 => HasLongs ? Integer64 : Integer32,
        2 => Float32,
        _ => Bytes,
    };

    /// <summary>Null when the columns are others; the fields may be broken then.</summary>
    public static PlainParquetSchema? TryRead(ref ThriftFields fields, int epoch)
    {
        var count = fields.ReadList(ThriftFields.Struct);
        if (count is not (RootToElement or RootToElement + 1))
        {
            return null;
        }

        var all = new Element[count];
        for (var i = 0; i < count; i++)
        {
            all[i] = Read(ref fields);
        }

        var (root, guid, gold, logits, list, logit) = (all[0], all[1], all[2], all[3], all[4], all[5]);
        var isOurs = root is { Type: null, Children: var columns, Logical: 0 } && columns == count - 3
            && guid.Name == ParquetColumns.Guid && (guid.IsText || guid.IsSigned64)
            && gold.Name == ParquetColumns.Gold && (gold.IsSigned32 || gold.IsSigned64)
            && ParquetColumns.IsLogits(logits.Name, epoch)
            && logits is { Type: null, Repetition: Required or Optional, Children: 1, Converted: ListOf, Logical: 0 or LogicalList }
            && list is { Type: null, Repetition: Repeated, Children: 1, Converted: null, Logical: 0 }
            && logit is { Type: Float32, Repetition: Required or Optional, Children: null, Converted: null, Logical: 0 }
            && (count == RootToElement || (all[^1].Name == ParquetColumns.Device && all[^1].IsText));
        return !isOurs || fields.IsBroken ? null : new PlainParquetSchema(
            guid.IsText,
            gold.IsSigned64,
            guid.Repetition,
            gold.Repetition,
            logits.Repetition + 1 + logit.Repetition,
            [guid.Name, gold.Name, $"{logits.Name}\n{list.Name}\n{logit.Name}", .. all.Skip(RootToElement).Select(device => device.Name)]);
    }

    static Element Read(ref ThriftFields fields)
    {
        var element = new Element(null, Required, "", null, null, 0, 0);
        var last = 0;
        while (fields.Next(ref last, ElementTypes) is > 0 and var field)
        {
            element = field switch
            {
                1 => element with { Type = fields.ReadInt32() },
                3 => element with { Repetition = fields.ReadInt32() },
                4 => element with { Name = Encoding.UTF8.GetString(fields.ReadBinary()) },
                5 => element with { Children = fields.ReadInt32() },
                6 => element with { Converted = fields.ReadInt32() },
                10 => WithLogical(ref fields, element),
                _ => WithNumber(ref fields, element),
            };
        }

        return element;
    }

    // The number by which other formats know the column.
    static Element WithNumber(ref ThriftFields fields, Element element)
    {
        fields.ReadInt32();
        return element;
    }

    // One field, which is empty but for an integer's bits and sign.
    static Element WithLogical(ref ThriftFields fields, Element element)
    {
        var last = 0;
        var logical = fields.Next(ref last, LogicalTypes);
        var bits = 0;
        if (logical == LogicalInteger)
        {
            var inner = 0;
            bits = fields.Next(ref inner, [0, ThriftFields.Byte, ThriftFields.True]) == 1 ? fields.ReadByte() : 0;
            // A signed one; the head of the field is its value.
            if (fields.ReadByte() != ((1 << 4) | ThriftFields.True) || fields.ReadByte() != 0)
            {
                fields.Break();
            }
        }
        else
        {
            fields.SkipStruct([]);
        }

        if (logical == 0 || fields.Next(ref last, LogicalTypes) != 0)
        {
            fields.Break();
        }

        return element with { Logical = logical, Bits = bits };
    }

    sealed record Element(int? Type, int Repetition, string Name, int? Children, int? Converted, int Logical, int Bits)
    {
        public bool IsText => Type == Bytes && IsColumn && Converted == Utf8 && Logical is 0 or LogicalText;

        public bool IsSigned32 => Type == Integer32 && IsColumn && Converted is null or Signed32 && IsPlainOr(32);

        public bool IsSigned64 => Type == Integer64 && IsColumn && Converted is null or Signed64 && IsPlainOr(64);

        bool IsColumn => Children is null && Repetition is Required or Optional;

        bool IsPlainOr(int bits) => Logical == 0 || (Logical == LogicalInteger && Bits == bits);
    }
}
