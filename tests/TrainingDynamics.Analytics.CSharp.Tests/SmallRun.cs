using System.Globalization;

namespace TrainingDynamics.Analytics.CSharp.Tests;

/// <summary>A run folder of two classes on disk, gone when disposed.</summary>
sealed class SmallRun : IDisposable
{
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("td-analytics-csharp-");

    /// <param name="epochs">Of each epoch the records: guid, the gold class's logit (the other's is 0), gold.</param>
    public SmallRun(params (int Guid, double Logit, int Gold)[][] epochs)
    {
        var dynamics = Directory.CreateDirectory(In("training_dynamics"));
        for (var epoch = 0; epoch < epochs.Length; epoch++)
        {
            File.WriteAllLines(
                Path.Combine(dynamics.FullName, $"dynamics_epoch_{epoch}.jsonl"),
                epochs[epoch].Select(record => Line(epoch, record)));
        }
    }

    /// <summary>The run's own folder.</summary>
    public string Folder => _folder.FullName;

    public string In(string name) => Path.Combine(_folder.FullName, name);

    public void Dispose() => _folder.Delete(recursive: true);

    static string Line(int epoch, (int Guid, double Logit, int Gold) record)
    {
        var logits = record.Gold == 0 ? new[] { record.Logit, 0 } : [0, record.Logit];
        var numbers = string.Join(", ", logits.Select(z => z.ToString(CultureInfo.InvariantCulture)));
        return $"{{\"guid\": {record.Guid}, \"logits_epoch_{epoch}\": [{numbers}], \"gold\": {record.Gold}}}";
    }
}
