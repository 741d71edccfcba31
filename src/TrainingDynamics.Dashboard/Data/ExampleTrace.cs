using TrainingDynamics.Logs;

namespace TrainingDynamics.Dashboard.Data;

/// <summary>What an example's records say, class by class; read from disk when somebody opens it.</summary>
/// <param name="Guid">The example.</param>
/// <param name="Logits">[E][C].</param>
sealed record ExampleTrace(ExampleGuid Guid, float[][] Logits)
{
    /// <summary>Classes, C.</summary>
    public int Classes => Logits[0].Length;

    /// <summary>Softmax in float64, in [0, 1].</summary>
    public double Probability(int epoch, int label)
    {
        var z = Logits[epoch];
        var greatest = z.Max();
        return Math.Exp(z[label] - greatest) / z.Sum(logit => Math.Exp(logit - greatest));
    }

    /// <summary>Looks for the example in every file, which takes as long as reading them; null where one lacks it.</summary>
    /// <exception cref="LogFormatException">A file is malformed.</exception>
    public static ExampleTrace? Read(IReadOnlyList<DynamicsFile> files, ExampleGuid guid)
    {
        var logits = new float[files.Count][];
        Parallel.For(0, files.Count, epoch =>
        {
            using var records = new DynamicsReader(files[epoch]);
            while (logits[epoch] is null && records.Read())
            {
                if (records.Guid == guid)
                {
                    logits[epoch] = records.Logits.ToArray();
                }
            }
        });
        return logits.Length == 0 || logits.Any(row => row is null) ? null : new ExampleTrace(guid, logits);
    }
}
