using System.Runtime.ExceptionServices;

namespace TrainingDynamics.Dashboard.Data;

/// <summary>The records of one example, class by class; read from disk when somebody opens the example.</summary>
sealed record ExampleTrace(ExampleGuid Guid, float[][] Logits)
{
    public int Classes => Logits[0].Length;

    /// <summary>The probability of a class, in [0, 1]: the float32 softmax that the metrics use.</summary>
    public double Probability(int epoch, int label) => Softmax.goldProbability(Logits[epoch], label);

    /// <summary>The class with the largest logit; of equal ones the lowest.</summary>
    public int Predicted(int epoch) => Softmax.argmax(Logits[epoch]);

    /// <summary>Searches every file for the example, which takes as long as reading them; null where one lacks it.</summary>
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
