using System.Runtime.Intrinsics;

namespace TrainingDynamics.Logs;

/// <summary>The records of some rows, from columns into a block: all at once as a run writes them, else row by row, to say what is amiss.</summary>
/// <param name="path">For messages.</param>
/// <param name="first">0-based row of the file at which the columns begin.</param>
/// <param name="columns">Guids, golds, logits, perhaps devices.</param>
readonly ref struct ParquetRecords(string path, long first, IReadOnlyList<ParquetColumn> columns)
{
    readonly ParquetColumn _guids = columns[0];
    readonly ParquetColumn _golds = columns[1];
    readonly ParquetColumn _logits = columns[2];
    readonly ParquetColumn? _devices = columns.Count > 3 ? columns[3] : null;

    /// <exception cref="LogFormatException">As <see cref="DynamicsBlocks.Read"/> has it.</exception>
    public void Take(RecordBlock records)
    {
        var logits = _logits.HasValues<float>() ? _logits.Values<float>() : Converted(_logits);
        records.AddColumns(_guids.Count, logits, Ends());
        if (!(_logits.IsWhole && AreFinite(logits) && TryTakeColumns(records)))
        {
            TakeRows(records);
        }

        if (_devices is { Kind: ParquetKind.Text })
        {
            for (var row = 0; row < records.Count; row++)
            {
                if (!_devices.IsMissing(row))
                {
                    records.AddDevice(row, _devices.Text(row));
                }
            }
        }
    }

    static float[] Converted(ParquetColumn column)
    {
        var isNumber = column.Kind is ParquetKind.Number or ParquetKind.Integer;
        var logits = new float[column.Count];
        for (var i = 0; i < logits.Length; i++)
        {
            logits[i] = isNumber && !column.IsMissing(i) ? (float)column.Number(i) : float.NaN;
        }

        return logits;
    }

    static bool AreFinite(ReadOnlySpan<float> logits)
    {
        var i = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            var infinity = Vector256.Create(float.PositiveInfinity);
            for (; i <= logits.Length - Vector256<float>.Count; i += Vector256<float>.Count)
            {
                if (!Vector256.LessThanAll(Vector256.Abs(Vector256.Create(logits[i..])), infinity))
                {
                    return false;
                }
            }
        }

        for (; i < logits.Length; i++)
        {
            if (!float.IsFinite(logits[i]))
            {
                return false;
            }
        }

        return true;
    }

    // None where every row has as many logits as the first: then the levels repeat themselves.
    ReadOnlySpan<int> Ends()
    {
        var starts = _logits.Starts;
        var rows = _guids.Count;
        var classes = starts.Length / rows;
        if (starts.Length == classes * rows && starts[..classes].LastIndexOf((short)0) == 0 && starts[classes..].SequenceEqual(starts[..^classes]))
        {
            return [];
        }

        var ends = new int[rows];
        for (int place = 1, row = 0; place <= starts.Length; place++)
        {
            if (place == starts.Length || starts[place] == 0)
            {
                ends[row++] = place;
            }
        }

        return ends;
    }

    // Guids and golds as a run writes them, nothing amiss; false for everything else.
    bool TryTakeColumns(RecordBlock records)
    {
        if (!(_guids.HasValues<long>() && _guids.IsWhole && _golds.HasValues<int>() && _golds.IsWhole && !_golds.Leaf.IsUnsigned && records.Classes > 1))
        {
            return false;
        }

        _guids.Values<long>().CopyTo(records.IntegerGuids());
        _golds.Values<int>().CopyTo(records.GoldsToFill);
        var most = 0U;
        foreach (var gold in records.Golds)
        {
            most = Math.Max(most, (uint)gold);
        }

        return most < records.Classes;
    }

    void TakeRows(RecordBlock records)
    {
        var integers = _guids.Kind == ParquetKind.Integer ? records.IntegerGuids() : [];
        for (int row = 0, place = 0; row < records.Count; row++)
        {
            TakeGuid(records, row, integers);
            var logits = records.LogitsOf(row);
            if ((ProblemOfLogits(logits, place) ?? ProblemOfGold(records, row, logits.Length)) is { } problem)
            {
                throw new LogFormatException(path, first + row + 1, $"guid {records.Guid(row)}: {problem}");
            }

            place += logits.Length;
        }
    }

    void TakeGuid(RecordBlock records, int row, Span<long> integers)
    {
        if (_guids.IsMissing(row) || _guids.Kind is ParquetKind.Flag or ParquetKind.Number)
        {
            throw new LogFormatException(path, first + row + 1, $"guid is {_guids.Describe(row)}, expected a 64-bit integer or a string");
        }

        if (_guids.Kind == ParquetKind.Integer)
        {
            integers[row] = _guids.Integer(row);
        }
        else if (!records.TryAddGuid(row, _guids.Text(row)))
        {
            throw new LogFormatException(path, first + row + 1, "guid is not valid UTF-8");
        }
    }

    string? ProblemOfLogits(ReadOnlySpan<float> logits, int place)
    {
        for (var i = 0; i < logits.Length; i++)
        {
            if (_logits.IsMissing(place + i) || !float.IsFinite(logits[i]))
            {
                return logits.Length == 1 && _logits.IsMissing(place)
                    ? "the logits are empty"
                    : $"logit {i} is {_logits.Describe(place + i)}, expected a finite float32";
            }
        }

        return null;
    }

    string? ProblemOfGold(RecordBlock records, int row, int classes)
    {
        var isInteger = !_golds.IsMissing(row) && _golds.Kind == ParquetKind.Integer;
        if (classes == 1)
        {
            var score = isInteger || (!_golds.IsMissing(row) && _golds.Kind == ParquetKind.Number) ? _golds.Number(row) : double.NaN;
            records.GoldsToFill[row] = -1;
            records.ScoresToFill[row] = score;
            return double.IsFinite(score) ? null : $"gold is {_golds.Describe(row)}, expected a finite number";
        }

        if (!isInteger || _golds.Integer(row) < 0)
        {
            return $"gold is {_golds.Describe(row)}, expected a label id";
        }

        var gold = _golds.Integer(row);
        records.GoldsToFill[row] = (int)Math.Min(gold, int.MaxValue);
        return gold < classes ? null : string.Create(CultureInfo.InvariantCulture, $"gold is {gold}, but there are logits for {classes} classes");
    }
}
