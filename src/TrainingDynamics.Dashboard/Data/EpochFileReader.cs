using TrainingDynamics.Analytics;
using TrainingDynamics.Logs;

namespace TrainingDynamics.Dashboard.Data;

/// <summary>
/// Reads the files of one run's epochs into columns, in the order of the first file and of it only every so many examples.
/// Safe to use from several threads.
/// </summary>
sealed class EpochFileReader
{
    readonly ExampleGuid[] _guids;
    readonly int[] _golds;
    readonly int _stride;
    readonly Lazy<Dictionary<ExampleGuid, int>> _rows;

    EpochFileReader(ExampleGuid[] guids, int[] golds, int stride)
    {
        (_guids, _golds, _stride) = (guids, golds, stride);
        _rows = new(() => _guids.Select((guid, row) => (guid, row)).ToDictionary(pair => pair.guid, pair => pair.row));
    }

    /// <summary>Reads the first file, which fixes the examples and their order.</summary>
    /// <exception cref="LogFormatException">The file is malformed or empty.</exception>
    public static (DynamicsData Data, EpochFileReader Reader) Begin(DynamicsFile file, int maxExamples)
    {
        var (guids, golds, q, right) = (new List<ExampleGuid>(), new List<int>(), new List<float>(), new List<bool>());
        var (total, stride) = (0, 1);
        using var records = DynamicsRecords.read(file);
        for (; records.Read(); total++)
        {
            Softmax.refuseRegression(records);
            if (guids.Count == maxExamples && total % stride == 0)
            {
                stride *= 2;
                Halve(guids);
                Halve(golds);
                Halve(q);
                Halve(right);
            }

            if (total % stride == 0)
            {
                guids.Add(records.Guid);
                golds.Add(records.Gold);
                q.Add(GoldProbability(records));
                right.Add(IsRight(records));
            }
        }

        if (total == 0)
        {
            throw new LogFormatException(file.Path, 0, "no record; an epoch's file has one for every example");
        }

        var reader = new EpochFileReader([.. guids], [.. golds], stride);
        return (DynamicsData.Begin(reader._guids, reader._golds, total, new EpochColumns([.. q], [.. right])), reader);
    }

    /// <summary>Reads a later file. One with the examples in another order is read twice.</summary>
    /// <exception cref="LogFormatException">The file is malformed, or of other examples than the first.</exception>
    public EpochColumns Read(DynamicsFile file) => ReadInOrder(file) ?? ReadInAnyOrder(file);

    static float GoldProbability(IDynamicsRecords records) => (float)Softmax.goldProbability(records.Logits, records.Gold);

    static bool IsRight(IDynamicsRecords records) => Softmax.argmax(records.Logits) == records.Gold;

    static void Halve<T>(List<T> list)
    {
        for (var i = 1; 2 * i < list.Count; i++)
        {
            list[i] = list[2 * i];
        }

        list.RemoveRange((list.Count + 1) / 2, list.Count / 2);
    }

    // Nearly always the order is that of the first file, and no table of guids is needed. Null: it is another one.
    EpochColumns? ReadInOrder(DynamicsFile file)
    {
        var columns = new EpochColumns(new float[_guids.Length], new bool[_guids.Length]);
        using var records = DynamicsRecords.read(file);
        var row = 0;
        for (var position = 0; records.Read(); position++)
        {
            if (position % _stride != 0)
            {
                continue;
            }

            if (row >= _guids.Length || records.Guid != _guids[row])
            {
                return null;
            }

            Take(records, row++, columns);
        }

        return row == _guids.Length ? columns : null;
    }

    EpochColumns ReadInAnyOrder(DynamicsFile file)
    {
        var columns = new EpochColumns(new float[_guids.Length], new bool[_guids.Length]);
        var seen = new bool[_guids.Length];
        var found = 0;
        using var records = DynamicsRecords.read(file);
        while (records.Read())
        {
            if (!_rows.Value.TryGetValue(records.Guid, out var row))
            {
                // Of a sample, most are not known.
                if (_stride == 1)
                {
                    throw records.Error("not in epoch 0; all epochs of a run hold the same examples, so these files are not of one run");
                }

                continue;
            }

            if (seen[row])
            {
                throw records.Error("there twice in this file; an epoch holds every example once");
            }

            seen[row] = true;
            found++;
            Take(records, row, columns);
        }

        return found == _guids.Length
            ? columns
            : throw new LogFormatException(file.Path, 0, $"{_guids.Length - found} of epoch 0's examples have no record here, first {_guids[Array.IndexOf(seen, false)]}");
    }

    void Take(IDynamicsRecords records, int row, EpochColumns columns)
    {
        if (records.Gold != _golds[row])
        {
            throw records.Error($"gold is {records.Gold}, but {_golds[row]} in epoch 0; these files are not of one run");
        }

        columns.GoldProbability[row] = GoldProbability(records);
        columns.Correct[row] = IsRight(records);
    }
}
