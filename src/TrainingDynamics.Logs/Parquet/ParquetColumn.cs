using ParquetSharp;
using Encoding = System.Text.Encoding;

namespace TrainingDynamics.Logs;

/// <summary>What a column's values are.</summary>
public enum ParquetKind
{
    /// <summary>Whole numbers of up to 64 bits.</summary>
    Integer,

    /// <summary>Floats or doubles.</summary>
    Number,

    /// <summary>Truth values.</summary>
    Flag,

    /// <summary>UTF-8, which nobody has checked.</summary>
    Text,
}

/// <summary>
/// Values of a leaf of a row group, of the rows that were read last: one a row, of a list those of all rows one behind the other.
/// A list without values counts as one value that is missing.
/// </summary>
public sealed class ParquetColumn
{
    // The values of a list that lie in memory at once.
    const int MostValues = 1 << 21;

    // Many rows may share one entry of a dictionary, which a file's size does not bound.
    const int MostTextBytes = 1 << 25;

    ColumnReader? _reader;
    Array _values; // of the type that the file has
    short[] _definitions = []; // of each, which says whether it is there; empty where none can be missing
    short[] _starts = []; // repetition levels: 0 where a row begins; empty where there are no lists
    int _ahead; // values of a list behind the rows, which were read with them
    byte[] _text = [];
    int _textBytes;
    int[] _textEnds = []; // in _text, where the library's own memory of them is gone

    internal ParquetColumn(ParquetLeaf leaf)
    {
        Leaf = leaf;
        (_values, Kind) = leaf.Physical switch
        {
            PhysicalType.Int32 => (Array.Empty<int>(), ParquetKind.Integer),
            PhysicalType.Int64 => (Array.Empty<long>(), ParquetKind.Integer),
            PhysicalType.Float => (Array.Empty<float>(), ParquetKind.Number),
            PhysicalType.Double => (Array.Empty<double>(), ParquetKind.Number),
            PhysicalType.Boolean => (Array.Empty<bool>(), ParquetKind.Flag),
            _ => ((Array)Array.Empty<ByteArray>(), ParquetKind.Text),
        };
    }

    /// <summary>What it reads.</summary>
    public ParquetLeaf Leaf { get; }

    /// <summary>What the values are.</summary>
    public ParquetKind Kind { get; }

    /// <summary>Values, those included that are missing.</summary>
    public int Count { get; private set; }

    /// <summary>Of a list [Count], 0 where a row begins; else empty.</summary>
    internal ReadOnlySpan<short> Starts => new(_starts, 0, Leaf.IsList ? Count : 0);

    /// <summary>Whether no value is missing.</summary>
    internal bool IsWhole => Leaf.Present == 0 || new ReadOnlySpan<short>(_definitions, 0, Count).IndexOfAnyExcept(Leaf.Present) < 0;

    /// <summary>Whether a value is missing.</summary>
    public bool IsMissing(int place) => Leaf.Present > 0 && _definitions[place] != Leaf.Present;

    /// <summary>A value that is there, of a column of integers.</summary>
    public long Integer(int place) => _values is long[] longs ? longs[place] : Leaf.IsUnsigned ? (uint)((int[])_values)[place] : ((int[])_values)[place];

    /// <summary>The same of numbers or integers.</summary>
    public double Number(int place) => _values switch
    {
        float[] floats => floats[place],
        double[] doubles => doubles[place],
        _ => Integer(place),
    };

    /// <summary>The same of truth values.</summary>
    public bool Flag(int place) => ((bool[])_values)[place];

    /// <summary>The same of texts.</summary>
    public ReadOnlySpan<byte> Text(int place)
    {
        var length = ((ByteArray[])_values)[place].Length;
        return new(_text, _textEnds[place] - length, length);
    }

    /// <summary>A value as error messages say it.</summary>
    public string Describe(int place) =>
        IsMissing(place) ? "null"
        : Kind switch
        {
            ParquetKind.Integer => Integer(place).ToString(CultureInfo.InvariantCulture),
            ParquetKind.Number => Number(place).ToString(CultureInfo.InvariantCulture),
            ParquetKind.Flag => Flag(place) ? "true" : "false",
            _ => $"'{Encoding.UTF8.GetString(Text(place))}'",
        };

    /// <summary>Whether the file has values of this type.</summary>
    internal bool HasValues<T>()
        where T : unmanaged => _values is T[];

    /// <summary>[Count], anything where one is missing.</summary>
    internal ReadOnlySpan<T> Values<T>()
        where T : unmanaged => new((T[])_values, 0, Count);

    /// <summary>Goes to the first value of a row group.</summary>
    internal void Open(RowGroupReader group)
    {
        (Count, _ahead) = (0, 0);
        _reader = group.Column(Leaf.Index);
    }

    internal void Close()
    {
        _reader?.Dispose();
        _reader = null;
    }

    /// <summary>Reads the values of the next rows; false where the column ends before, or behind what are the last rows does not.</summary>
    internal bool TryRead(int rows, bool isLast)
    {
        var kept = _ahead;
        if (kept > 0)
        {
            Array.Copy(_values, Count, _values, 0, kept);
            Array.Copy(_definitions, Count, _definitions, 0, kept);
            Array.Copy(_starts, Count, _starts, 0, kept);
        }

        _textBytes = 0;
        return (Leaf.IsList ? TryReadRows(rows, kept) : TryReadValues(rows)) && (!isLast || (_ahead == 0 && !_reader!.HasNext));
    }

    bool TryReadValues(int rows)
    {
        Reserve(rows);
        Count = 0;
        while (Count < rows && _reader!.HasNext && ReadBatch(Count, rows - Count) is > 0 and var more)
        {
            Count += more;
        }

        return Count == rows;
    }

    bool TryReadRows(int rows, int read)
    {
        var begun = Begun(0, read);
        var wanted = Math.Max(rows, 1 << 10);
        while (begun <= rows && _reader!.HasNext)
        {
            if (read == MostValues)
            {
                throw new InvalidDataException(FormattableString.Invariant($"more than {MostValues} values in {rows} rows of the column {Leaf.Column}"));
            }

            wanted = Math.Min(wanted, MostValues - read);
            Reserve(read + wanted);
            var more = ReadBatch(read, wanted);
            if (more == 0)
            {
                break;
            }

            begun += Begun(read, more);
            read += more;
            wanted = Math.Max(wanted, (int)Math.Min((long)read * (rows - begun + 1) / Math.Max(1, begun), MostValues));
        }

        if (read == 0 || begun < rows || _starts[0] != 0)
        {
            return false;
        }

        Count = read;
        for (; begun > rows; begun--)
        {
            Count = new ReadOnlySpan<short>(_starts, 0, Count).LastIndexOf((short)0);
        }

        _ahead = read - Count;
        return true;
    }

    int Begun(int at, int count) => new ReadOnlySpan<short>(_starts, at, count).Count((short)0);

    void Reserve(int count)
    {
        if (_values.Length < count)
        {
            count = Math.Max(count, Math.Min(2 * _values.Length, MostValues));
            _values = Longer(_values, _values switch
            {
                int[] => new int[count],
                long[] => new long[count],
                float[] => new float[count],
                double[] => new double[count],
                bool[] => new bool[count],
                _ => new ByteArray[count],
            });
            _definitions = Leaf.Present > 0 ? (short[])Longer(_definitions, new short[count]) : [];
            _starts = Leaf.IsList ? (short[])Longer(_starts, new short[count]) : [];
            _textEnds = Kind == ParquetKind.Text ? (int[])Longer(_textEnds, new int[count]) : [];
        }
    }

    static Array Longer(Array values, Array longer)
    {
        Array.Copy(values, longer, values.Length);
        return longer;
    }

    // Reads values to a place, the missing ones included; the number of those read. By type, so that all of it is compiled ahead.
    int ReadBatch(int at, int count) => _values switch
    {
        int[] values => ReadBatch(values, at, count),
        long[] values => ReadBatch(values, at, count),
        float[] values => ReadBatch(values, at, count),
        double[] values => ReadBatch(values, at, count),
        bool[] values => ReadBatch(values, at, count),
        ByteArray[] values => ReadTexts(values, at, count),
        _ => 0,
    };

    int ReadBatch<T>(T[] all, int at, int count)
        where T : unmanaged
    {
        var definitions = new Span<short>(_definitions, Leaf.Present > 0 ? at : 0, Leaf.Present > 0 ? count : 0);
        var starts = new Span<short>(_starts, Leaf.IsList ? at : 0, Leaf.IsList ? count : 0);
        var values = new Span<T>(all, at, count);
        var levels = (int)((ColumnReader<T>)_reader!).ReadBatch(count, definitions, starts, values, out var there);
        // Those that are there lie at the front; each goes to its place.
        for (int to = levels - 1, from = (int)there - 1; from < to && from >= 0; to--)
        {
            if (definitions[to] == Leaf.Present)
            {
                values[to] = values[from--];
            }
        }

        return levels;
    }

    // Copied, for the library's own memory is overwritten by the next batch.
    unsafe int ReadTexts(ByteArray[] values, int at, int count)
    {
        var levels = ReadBatch(values, at, count);
        for (var place = at; place < at + levels; place++)
        {
            var length = IsMissing(place) ? 0 : values[place].Length;
            if (length < 0 || length > MostTextBytes - _textBytes)
            {
                throw new InvalidDataException(FormattableString.Invariant($"more than {MostTextBytes >> 20} MiB of text in some rows of the column {Leaf.Column}"));
            }

            if (_text.Length < _textBytes + length)
            {
                _text = (byte[])Longer(_text, new byte[Math.Min(MostTextBytes, Math.Max(2 * _text.Length, _textBytes + length))]);
            }

            new ReadOnlySpan<byte>((void*)values[place].Pointer, length).CopyTo(new Span<byte>(_text, _textBytes, length));
            _textBytes += length;
            _textEnds[place] = _textBytes;
        }

        return levels;
    }
}
