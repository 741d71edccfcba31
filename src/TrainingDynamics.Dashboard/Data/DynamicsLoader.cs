using System.Runtime.ExceptionServices;
using TrainingDynamics.Analytics;
using TrainingDynamics.Logs;

namespace TrainingDynamics.Dashboard.Data;

/// <summary>Reads a run's epochs into columns as their files appear.</summary>
/// <param name="run">The run folder or its dynamics folder.</param>
/// <param name="maxExamples">Of a larger data set every k-th example is kept, k the least that gives at most this many.</param>
sealed class DynamicsLoader(string run, int maxExamples = DynamicsLoader.DefaultMaxExamples)
{
    /// <summary>Whole up to GLUE's greatest sets; at ten epochs about 20 MB.</summary>
    public const int DefaultMaxExamples = 400_000;

    DynamicsData? _data;
    Dictionary<ExampleGuid, int>? _rows;
    int _stride = 1;

    /// <summary>
    /// Reads the epochs that are new since the last call; several at once on several cores. Returns the data, null while no
    /// epoch is there.
    /// </summary>
    /// <exception cref="LogFormatException">A file is malformed, of a regression, or of other examples than the first.</exception>
    public DynamicsData? Refresh()
    {
        if (!Directory.Exists(run))
        {
            return _data;
        }

        var folder = RunFolder.Of(run).DynamicsFolder;
        if (_data is null && !(Directory.Exists(folder) && Directory.EnumerateFiles(folder, "dynamics_epoch_*.jsonl*").Any(IsWhole)))
        {
            return null;
        }

        var files = DynamicsFile.Find(run);
        if (_data is null && files.Count > 0)
        {
            _data = First(files[0]);
        }

        var missing = files.Skip(_data?.Epochs.Length ?? 0).ToArray();
        if (missing.Length > 0 && _data is { } known)
        {
            var columns = new EpochColumns[missing.Length];
            var options = new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, Environment.ProcessorCount) };
            try
            {
                Parallel.For(0, missing.Length, options, i => columns[i] = Later(missing[i], known));
            }
            catch (AggregateException e) when (e.InnerExceptions.OfType<LogFormatException>().FirstOrDefault() is { } first)
            {
                ExceptionDispatchInfo.Throw(first);
            }

            _data = columns.Aggregate(known, (data, epoch) => data.With(epoch));
        }

        return _data;
    }

    static bool IsWhole(string path) => !path.EndsWith(WholeFile.PartialSuffix, StringComparison.Ordinal);

    DynamicsData First(DynamicsFile file)
    {
        var (guids, golds, q, right) = (new List<ExampleGuid>(), new List<int>(), new List<float>(), new List<bool>());
        var total = 0;
        using var records = new DynamicsReader(file);
        while (records.Read())
        {
            Softmax.refuseRegression(records);
            if (total++ % _stride != 0)
            {
                continue;
            }

            if (guids.Count == maxExamples)
            {
                // Twice the stride: of what is kept, every other example goes.
                _stride *= 2;
                Halve(guids);
                Halve(golds);
                Halve(q);
                Halve(right);
                if ((total - 1) % _stride != 0)
                {
                    continue;
                }
            }

            guids.Add(records.Guid);
            golds.Add(records.Gold);
            q.Add((float)Softmax.goldProbability(records.Logits, records.Gold));
            right.Add(Softmax.argmax(records.Logits) == records.Gold);
        }

        return total == 0
            ? throw new LogFormatException(file.Path, 0, "no record; expected one for every example")
            : new DynamicsData([.. guids], [.. golds], total, [new EpochColumns([.. q], [.. right])]);
    }

    static void Halve<T>(List<T> list)
    {
        for (var i = 1; 2 * i < list.Count; i++)
        {
            list[i] = list[2 * i];
        }

        list.RemoveRange((list.Count + 1) / 2, list.Count / 2);
    }

    EpochColumns Later(DynamicsFile file, DynamicsData known)
    {
        var (q, right) = (new float[known.Count], new bool[known.Count]);
        var seen = new bool[known.Count];
        var found = 0;
        using var records = new DynamicsReader(file);
        for (var position = 0; records.Read(); position++)
        {
            // Nearly always the order is that of the first file, and no table of guids is needed.
            var expected = position % _stride == 0 ? position / _stride : -1;
            var row = expected >= 0 && expected < known.Count && known.Guids[expected] == records.Guid
                ? expected
                : Row(records.Guid, known);
            if (row < 0)
            {
                continue;
            }

            if (seen[row])
            {
                throw records.Error("this guid is there twice");
            }

            if (records.Gold != known.Golds[row])
            {
                throw records.Error($"gold is {records.Gold}, but {known.Golds[row]} in epoch 0");
            }

            seen[row] = true;
            found++;
            q[row] = (float)Softmax.goldProbability(records.Logits, records.Gold);
            right[row] = Softmax.argmax(records.Logits) == records.Gold;
        }

        return found == known.Count
            ? new EpochColumns(q, right)
            : throw new LogFormatException(file.Path, 0, $"{known.Count - found} of epoch 0's examples have no record here");
    }

    int Row(ExampleGuid guid, DynamicsData known)
    {
        lock (known)
        {
            _rows ??= known.Guids.Select((id, row) => (id, row)).ToDictionary(pair => pair.id, pair => pair.row);
        }

        return _rows.GetValueOrDefault(guid, -1);
    }
}
