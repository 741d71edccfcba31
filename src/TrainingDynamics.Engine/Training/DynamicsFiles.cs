using TrainingDynamics.Data;
using TrainingDynamics.Logs;

namespace TrainingDynamics.Engine.Training;

/// <summary>The dynamics files of a run, which one of its processes writes: what their records have in common.</summary>
/// <param name="train">For guids and golds.</param>
/// <param name="folder">The run.</param>
/// <param name="format">Of the files.</param>
/// <param name="devices">[R], of every process; empty in those that do not write.</param>
sealed class DynamicsFiles(Dataset train, RunFolder folder, LogFormat format, IReadOnlyList<string> devices)
{
    readonly double[] _golds = [.. train.Examples.Select(example => example.Gold)];
    readonly ExampleGuid[] _guids =
        [.. train.Examples.Select(example => ExampleGuid.FromColumn(example.Guid, train.HasIntegerGuids))];

    /// <summary>The writer of an epoch's files, which takes blocks with their maker's rank; null in a process that does not write.</summary>
    public DynamicsWriter? Create(int epoch) =>
        devices.Count == 0 ? null : new DynamicsWriter(folder.DynamicsPaths(epoch, format), epoch, _guids, _golds, devices);
}
