using System.Runtime.ExceptionServices;
using TrainingDynamics.Analytics;
using TrainingDynamics.Logs;

namespace TrainingDynamics.Dashboard.Data;

/// <summary>What an example's records say, class by class; read from disk when somebody opens it.</summary>
/// <param name="Guid">The example.</param>
/// <param name="Logits">[E][C].</param>
sealed record ExampleTrace(ExampleGuid Guid, float[][] Logits)
{
    /// <summary>Classes, C.</summary>
    public int Classes => Logits[0].Length;

    /// <summary>The class's probability, in [0, 1]: the float32 softmax that the metrics are made of.</summary>
    public double Probability(int epoch, int label) => Softmax.goldProbability(Logits[epoch], label);

    /// <summary>The class of the greatest logit, the lowest of equals.</summary>
    public int Predicted(int epoch) => Softmax.argmax(Logits[epoch]);

    /// <summary>Looks for the example in every file, which takes as long as reading them; null where one lacks it.</summary>
    /// <exception cref="LogFormatException">A file is malformed.</exception>
    public static ExampleTrace? Read(IReadOnlyList<DynamicsFile> files, ExampleGuid guid)
    {
        var logits = new float[files.Count][];
        try
        {
            Parallel.For(0, files.Count, epoch => logits[epoch] = Find(files[epoch], guid));
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }

        return logits.Length == 0 || logits.Any(row => row.Length == 0) ? null : new ExampleTrace(guid, logits);
    }

    static float[] Find(DynamicsFile file, ExampleGuid guid)
    {
        using var blocks = DynamicsBlocks.Open(file);
        var records = new RecordBlock();
        for (var block = 0; block < blocks.Count; block++)
        {
            blocks.Read(block, records);
            for (var record = 0; record < records.Count; record++)
            {
                if (records.HasGuid(record, guid))
                {
                    return records.LogitsOf(record).ToArray();
                }
            }
        }

        return [];
    }
}
