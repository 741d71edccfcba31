namespace TrainingDynamics.Logs;

/// <summary>
/// Thrift's compact protocol over bytes that may be damaged. What is not as expected makes it <see cref="IsBroken"/> for good,
/// and from then on everything read is empty.
/// </summary>
ref struct ThriftFields(ReadOnlySpan<byte> bytes)
{
    public const byte True = 1;
    public const byte False = 2;
    public const byte Byte = 3;
    public const byte Int16 = 4;
    public const byte Int32 = 5;
    public const byte Int64 = 6;
    public const byte Double = 7;
    public const byte Binary = 8;
    public const byte List = 9;
    public const byte Struct = 12;

    // Parquet's own structures are five deep.
    const int MostDepth = 16;

    readonly ReadOnlySpan<byte> _bytes = bytes;

    public bool IsBroken { get; private set; }

    /// <summary>How many bytes are read.</summary>
    public int Place { get; private set; }

    /// <summary>
    /// The number of the next field of a structure; 0 behind the last one. Broken when the numbers do not ascend, or the field is
    /// not of the type that <paramref name="types"/> has for its number, 0 for none; <see cref="True"/> stands for both truths.
    /// </summary>
    /// <param name="last">The number before, at first 0.</param>
    /// <param name="types">By the fields' numbers.</param>
    public int Next(ref int last, ReadOnlySpan<byte> types)
    {
        var head = Raw();
        if (head == 0)
        {
            return 0;
        }

        // A number that is not one of a few above the last comes behind as a whole; no writer needs that here.
        var field = last + (head >> 4);
        var type = (byte)(head & 15);
        if (field == last || field >= types.Length || types[field] == 0 || types[field] != (type == False ? True : type))
        {
            return Break();
        }

        last = field;
        return field;
    }

    public long ReadInt64()
    {
        var raw = Varint(10);
        return (long)(raw >> 1) ^ -(long)(raw & 1);
    }

    public int ReadInt32()
    {
        var value = ReadInt64();
        return value == (int)value ? (int)value : Break();
    }

    public byte ReadByte() => Raw();

    public ReadOnlySpan<byte> ReadBinary()
    {
        var length = Varint(5);
        if (IsBroken || length > (ulong)(_bytes.Length - Place))
        {
            Break();
            return [];
        }

        Place += (int)length;
        return _bytes.Slice(Place - (int)length, (int)length);
    }

    /// <summary>The number of elements, at most that of the bytes left.</summary>
    public int ReadList(byte type)
    {
        var count = ListHead(out var found);
        return found == type ? count : Break();
    }

    /// <summary>Passes over the value of a field.</summary>
    public void Skip(byte type) => Skip(type, 0);

    /// <summary>Passes over a structure of which only the form is of interest.</summary>
    public void SkipStruct(ReadOnlySpan<byte> types)
    {
        var last = 0;
        while (Next(ref last, types) is > 0 and var field)
        {
            Skip(types[field]);
        }
    }

    public int Break()
    {
        IsBroken = true;
        return 0;
    }

    void Skip(byte type, int depth)
    {
        switch (type)
        {
            case True or False:
                break;
            case Byte:
                Raw();
                break;
            case Int16 or Int32 or Int64:
                Varint(10);
                break;
            case Double:
                Place += sizeof(double);
                IsBroken |= Place > _bytes.Length;
                break;
            case Binary:
                ReadBinary();
                break;
            case List:
                var count = ListHead(out var element);
                for (var i = 0; i < count && !IsBroken; i++)
                {
                    // A truth has a byte of its own in a list.
                    Skip(element is True or False ? Byte : element, depth + 1);
                }

                break;
            case Struct when depth < MostDepth:
                while (!IsBroken && Raw() is > 0 and var head)
                {
                    if (head < 16)
                    {
                        Break();
                    }

                    Skip((byte)(head & 15), depth + 1);
                }

                break;
            default:
                Break();
                break;
        }
    }

    int ListHead(out byte type)
    {
        var head = Raw();
        type = (byte)(head & 15);
        var count = head >> 4 == 15 ? Varint(5) : (ulong)(head >> 4);
        return count <= (ulong)(_bytes.Length - Place) ? (int)count : Break();
    }

    byte Raw()
    {
        if (IsBroken || Place >= _bytes.Length)
        {
            return (byte)Break();
        }

        return _bytes[Place++];
    }

    ulong Varint(int mostBytes)
    {
        var value = 0UL;
        for (var i = 0; i < mostBytes; i++)
        {
            var next = Raw();
            value |= (ulong)(next & 0x7F) << (7 * i);
            if (next < 0x80)
            {
                return IsBroken ? 0 : value;
            }
        }

        return (ulong)Break();
    }
}
