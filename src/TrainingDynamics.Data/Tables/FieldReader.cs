namespace TrainingDynamics.Data;

ref struct FieldReader(string path, ReadOnlySpan<byte> bytes, int start, DelimitedLayout layout)
{
    readonly ReadOnlySpan<byte> _bytes = bytes;
    readonly byte _separator = (byte)layout.Separator;
    int _at = start;
    int _line = 1;

    /// <summary>Replaces <paramref name="fields"/> by the fields of the next row; false at the end of the file. Blank lines are skipped.</summary>
    /// <exception cref="DatasetFormatException">A quotation mark is misplaced or missing.</exception>
    public bool TakeRow(List<CellPlace> fields, out RowPlace row)
    {
        while (TakeLineEnd())
        {
        }

        fields.Clear();
        var start = _at;
        var line = _line;
        row = default;
        if (_at == _bytes.Length)
        {
            return false;
        }

        while (true)
        {
            var first = _at;
            if (layout.Quotes && _at < _bytes.Length && _bytes[_at] == '"')
            {
                PassQuoted();
            }
            else
            {
                PassPlain();
            }

            fields.Add(new CellPlace(CellKind.Untyped, first, _at - first));
            var end = _at;
            if (_at == _bytes.Length || TakeLineEnd())
            {
                row = new RowPlace(line, start, end, _at);
                return true;
            }

            if (_bytes[_at] != _separator)
            {
                throw new DatasetFormatException(
                    path,
                    _line,
                    $"found text behind the closing quotation mark of field {fields.Count} (of the row that starts on line {line}), expected "
                    + $"a {layout.SeparatorName} or the line's end; double quotation marks inside a quoted field");
            }

            _at++;
        }
    }

    void PassPlain()
    {
        var rest = _bytes[_at..];
        var end = rest.IndexOfAny(_separator, (byte)'\n');
        var length = end < 0 ? rest.Length : end;
        // Only a carriage return that ends the line, or the file, is not the field's.
        if (length > 0 && rest[length - 1] == '\r' && (end < 0 || rest[end] == '\n'))
        {
            length--;
        }

        _at += length;
    }

    void PassQuoted()
    {
        var start = _at;
        var end = _at + 1;
        while (true)
        {
            var next = _bytes[end..].IndexOf((byte)'"');
            if (next < 0)
            {
                throw new DatasetFormatException(
                    path,
                    _line,
                    "found a quotation mark at the start of a field that is never closed, expected a second one; close it, or "
                    + "put the whole field in quotation marks and double those inside");
            }

            end += next + 1;
            if (end >= _bytes.Length || _bytes[end] != '"')
            {
                break;
            }

            end++;
        }

        _line += _bytes[start..end].Count((byte)'\n');
        _at = end;
    }

    bool TakeLineEnd()
    {
        var rest = _bytes[_at..];
        var length = rest.StartsWith("\n"u8) ? 1 : rest.StartsWith("\r\n"u8) ? 2 : rest.SequenceEqual("\r"u8) ? 1 : 0;
        _at += length;
        if (length > 0)
        {
            _line++;
        }

        return length > 0;
    }
}
