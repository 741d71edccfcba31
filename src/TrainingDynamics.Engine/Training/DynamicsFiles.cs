using TrainingDynamics.Logs;
using TrainingDynamics.Text.Datasets;

namespace TrainingDynamics.Engine.Training;

/// <summary>The dynamics files of a run: what their records have in common.</summary>
sealed class DynamicsFiles(Dataset train, RunFolder folder, string device)
{
    readonly double[] _golds = [.. train.Examples.Select(example => example.Gold)];
    readonly ExampleGuid[] _guids =
        [.. train.Examples.Select(example => ExampleGuid.FromColumn(example.Guid, train.HasIntegerGuids))];

    /// <summary>The writer of an epoch's file.</summary>
    public DynamicsWriter Create(int epoch) => new(folder.DynamicsPath(epoch), epoch, _guids, _golds, device);
}
