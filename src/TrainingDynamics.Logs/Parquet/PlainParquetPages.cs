using System.Buffers.Binary;

namespace TrainingDynamics.Logs;

/// <summary>The pages of a column, plain values without compression, in bytes that may be damaged.</summary>
/// <param name="column">All of its bytes.</param>
/// <param name="values">That it has to have.</param>
/// <param name="hasRepetition">Whether its values are in lists.</param>
/// <param name="definition">The definition level of a value that is there; 0 where none can be missing.</param>
ref struct PlainParquetPages(ReadOnlySpan<byte> column, int values, bool hasRepetition, int definition)
{
    const int DataPage = 0;
    const int DataPage2 = 3;

    const int Plain = 0;
    const int RunLengths = 3;

    static ReadOnlySpan<byte> PageTypes =>
        [0, ThriftFields.Int32, ThriftFields.Int32, ThriftFields.Int32, ThriftFields.Int32, ThriftFields.Struct, 0, 0, ThriftFields.Struct];

    static ReadOnlySpan<byte> DataTypes =>
        [0, ThriftFields.Int32, ThriftFields.Int32, ThriftFields.Int32, ThriftFields.Int32, ThriftFields.Struct];

    static ReadOnlySpan<byte> Data2Types =>
    [
        0, ThriftFields.Int32, ThriftFields.Int32, ThriftFields.Int32, ThriftFields.Int32, ThriftFields.Int32, ThriftFields.Int32, ThriftFields.True,
        ThriftFields.Struct,
    ];

    readonly ReadOnlySpan<byte> _column = column;
    readonly bool _hasRepetition = hasRepetition;
    readonly int _definition = definition;
    int _valuesLeft = values;
    int _place;

    /// <summary>Of the current page.</summary>
    public int Values { get; private set; }

    /// <summary>The current page's repetition levels in runs.</summary>
    public ReadOnlySpan<byte> Repetition { get; private set; }

    /// <summary>The current page's values.</summary>
    public ReadOnlySpan<byte> Data { get; private set; }

    /// <summary>Where <see cref="Data"/> begin among the column's bytes.</summary>
    public readonly int DataPlace => _place - Data.Length;

    /// <summary>Whether every page was as it has to be, and none is left.</summary>
    public readonly bool IsWhole => _valuesLeft == 0 && _place == _column.Length;

    /// <summary>Goes to the next page; false at the end, or when one is damaged, of another kind or misses values.</summary>
    public bool TryNext()
    {
        var fields = new ThriftFields(_column[_place..]);
        var head = new Head();
        var last = 0;
        while (_valuesLeft > 0 && fields.Next(ref last, PageTypes) is > 0 and var field)
        {
            switch (field)
            {
                case 1:
                    head.Type = fields.ReadInt32();
                    break;
                case 2:
                    head.Unpacked = fields.ReadInt32();
                    break;
                case 3:
                    head.Length = fields.ReadInt32();
                    break;
                case 5 when head.Type == DataPage:
                    ReadData(ref fields, ref head);
                    break;
                case 8 when head.Type == DataPage2:
                    ReadData2(ref fields, ref head);
                    break;
                case 4: // a checksum, of which the library makes nothing either
                    fields.ReadInt32();
                    break;
                default:
                    fields.Break();
                    break;
            }
        }

        if (fields.IsBroken || head.Values <= 0 || head.Values > _valuesLeft || head.Length != head.Unpacked
            || head.Length < 0 || head.Length > _column.Length - _place - fields.Place)
        {
            return false;
        }

        Values = head.Values;
        var page = _column.Slice(_place + fields.Place, head.Length);
        _place += fields.Place + head.Length;
        var isTaken = head.Type == DataPage ? TryTake(page) : TryTake(page, head);
        _valuesLeft = isTaken ? _valuesLeft - Values : -1; // never whole again
        return isTaken;
    }

    // Each kind of levels behind its length, where values can repeat or be missing at all.
    bool TryTake(ReadOnlySpan<byte> page)
    {
        Repetition = [];
        if (_hasRepetition)
        {
            var length = LevelBytes(page);
            if (length < 0)
            {
                return false;
            }

            Repetition = page.Slice(sizeof(int), length);
            page = page[(sizeof(int) + length)..];
        }

        var definitions = _definition > 0 ? LevelBytes(page) : -sizeof(int);
        if (definitions == -1)
        {
            return false;
        }

        Data = page[(sizeof(int) + definitions)..];
        return _definition == 0 || LevelRuns.AreAll(page.Slice(sizeof(int), definitions), Values, _definition);
    }

    // -1 where there are not as many.
    static int LevelBytes(ReadOnlySpan<byte> page) =>
        page.Length >= sizeof(int) && BinaryPrimitives.ReadUInt32LittleEndian(page) is var length && length <= page.Length - sizeof(int) ? (int)length : -1;

    bool TryTake(ReadOnlySpan<byte> page, Head head)
    {
        if (head.Repetition < 0 || head.Definition < 0 || head.Repetition > page.Length || head.Definition > page.Length - head.Repetition
            || (head.Repetition > 0) != _hasRepetition || (head.Definition > 0) != (_definition > 0))
        {
            return false;
        }

        Repetition = page[..head.Repetition];
        Data = page[(head.Repetition + head.Definition)..];
        return _definition == 0 || LevelRuns.AreAll(page.Slice(head.Repetition, head.Definition), Values, _definition);
    }

    static void ReadData(ref ThriftFields fields, ref Head head)
    {
        var last = 0;
        var found = 0;
        while (fields.Next(ref last, DataTypes) is > 0 and var field)
        {
            if (field == 5)
            {
                fields.SkipStruct(PlainParquetFooter.StatisticsTypes);
                continue;
            }

            var value = fields.ReadInt32();
            found++;
            head.Values = field == 1 ? value : head.Values;
            Require(ref fields, field == 1 || value == (field == 2 ? Plain : RunLengths));
        }

        Require(ref fields, found == 4);
    }

    void ReadData2(ref ThriftFields fields, ref Head head)
    {
        var last = 0;
        var found = 0;
        while (fields.Next(ref last, Data2Types) is > 0 and var field)
        {
            if (field == 8)
            {
                fields.SkipStruct(PlainParquetFooter.StatisticsTypes);
                continue;
            }

            if (field == 7) // whether it is compressed, by no codec
            {
                continue;
            }

            var value = fields.ReadInt32();
            found++;
            switch (field)
            {
                case 1:
                    head.Values = value;
                    break;
                case 2:
                    Require(ref fields, value == 0); // missing ones
                    break;
                case 3:
                    Require(ref fields, value >= 0 && (_hasRepetition || value == head.Values)); // rows
                    break;
                case 4:
                    Require(ref fields, value == Plain);
                    break;
                case 5:
                    head.Definition = value;
                    break;
                default:
                    head.Repetition = value;
                    break;
            }
        }

        Require(ref fields, found == 6);
    }

    static void Require(ref ThriftFields fields, bool isMet)
    {
        if (!isMet)
        {
            fields.Break();
        }
    }

    struct Head()
    {
        public int Type = -1;
        public int Unpacked = -1;
        public int Length = -1;
        public int Values = 0;
        public int Repetition = 0; // bytes of levels
        public int Definition = 0;
    }
}
