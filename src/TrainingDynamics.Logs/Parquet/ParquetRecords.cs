using System.Globalization;
using System.Runtime.Intrinsics;
using System.Text;
using System.Text.Unicode;

namespace TrainingDynamics.Logs;

/// <summary>The records of some rows, from columns into a block: all at once where nothing is amiss, else row by row to say what is.</summary>
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
        if (!_logits.IsWhole || !AreFinite(logits) || !_guids.IsWhole || !_golds.IsWhole)
        {
            throw Refusal();
        }

        records.AddColumns(_guids.Count, logits, Ends());
        if (!TryTakeGuids(records) || !TryTakeGolds(records))
        {
            throw Refusal();
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

    bool TryTakeGuids(RecordBlock records)
    {
        switch (_guids.Kind)
        {
            case ParquetKind.Integer when _guids.HasValues<long>():
                _guids.Values<long>().CopyTo(records.IntegerGuids());
                return true;
            case ParquetKind.Integer:
                var guids = records.IntegerGuids();
                for (var row = 0; row < guids.Length; row++)
                {
                    guids[row] = _guids.Integer(row);
                }

                return true;
            case ParquetKind.Text:
                for (var row = 0; row < records.Count; row++)
                {
                    if (!records.TryAddGuid(row, _guids.Text(row)))
                    {
                        return false;
                    }
                }

                return true;
            default:
                return false;
        }
    }

    bool TryTakeGolds(RecordBlock records)
    {
        var golds = records.GoldsToFill;
        if (_golds.HasValues<int>() && !_golds.Leaf.IsUnsigned && records.Classes > 1)
        {
            _golds.Values<int>().CopyTo(golds);
            var most = 0U;
            foreach (var gold in golds)
            {
                most = Math.Max(most, (uint)gold);
            }

            return most < records.Classes;
        }

        var isInteger = _golds.Kind == ParquetKind.Integer;
        var scores = records.Classes > 1 ? [] : records.ScoresToFill;
        for (var row = 0; row < golds.Length; row++)
        {
            var classes = records.LogitsOf(row).Length;
            if (classes == 1)
            {
                scores[row] = isInteger || _golds.Kind == ParquetKind.Number ? _golds.Number(row) : double.NaN;
                golds[row] = -1;
                if (!double.IsFinite(scores[row]))
                {
                    return false;
                }
            }
            else if (!isInteger || (ulong)_golds.Integer(row) >= (ulong)classes)
            {
                return false;
            }
            else
            {
                golds[row] = (int)_golds.Integer(row);
            }
        }

        return true;
    }

    // What is wrong with the first row that is refused.
    LogFormatException Refusal()
    {
        var ends = Ends().ToArray();
        for (int row = 0, place = 0; row < _guids.Count; row++)
        {
            var end = ends.Length > 0 ? ends[row] : place + (_logits.Count / _guids.Count);
            if (ProblemOf(row, place, end) is { } problem)
            {
                return new LogFormatException(path, first + row + 1, problem);
            }

            place = end;
        }

        return new LogFormatException(path, 0, "no readable record");
    }

    string? ProblemOf(int row, int place, int end)
    {
        ExampleGuid guid;
        if (_guids.IsMissing(row) || _guids.Kind is ParquetKind.Flag or ParquetKind.Number)
        {
            return $"guid is {_guids.Describe(row)}, expected a 64-bit integer or a string";
        }

        if (_guids.Kind == ParquetKind.Integer)
        {
            guid = ExampleGuid.FromInteger(_guids.Integer(row));
        }
        else if (Utf8.IsValid(_guids.Text(row)))
        {
            guid = ExampleGuid.FromText(Encoding.UTF8.GetString(_guids.Text(row)));
        }
        else
        {
            return "guid is not valid UTF-8";
        }

        return (ProblemOfLogits(place, end) ?? ProblemOfGold(row, end - place)) is { } problem ? $"guid {guid}: {problem}" : null;
    }

    string? ProblemOfLogits(int place, int end)
    {
        if (end == place + 1 && _logits.IsMissing(place))
        {
            return "the logits are empty";
        }

        for (var i = place; i < end; i++)
        {
            if (_logits.IsMissing(i) || _logits.Kind is ParquetKind.Text or ParquetKind.Flag || !float.IsFinite((float)_logits.Number(i)))
            {
                return $"logit {i - place} is {_logits.Describe(i)}, expected a finite float32";
            }
        }

        return null;
    }

    string? ProblemOfGold(int row, int classes)
    {
        var isInteger = !_golds.IsMissing(row) && _golds.Kind == ParquetKind.Integer;
        if (classes == 1)
        {
            return isInteger || (!_golds.IsMissing(row) && _golds.Kind == ParquetKind.Number && double.IsFinite(_golds.Number(row)))
                ? null
                : $"gold is {_golds.Describe(row)}, expected a finite number";
        }

        return !isInteger || _golds.Integer(row) < 0 ? $"gold is {_golds.Describe(row)}, expected a class number"
            : _golds.Integer(row) >= classes ? string.Create(CultureInfo.InvariantCulture, $"gold is {_golds.Integer(row)}, but there are logits for {classes} classes")
            : null;
    }
}
