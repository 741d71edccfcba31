using TrainingDynamics.Engine.Models;
using TrainingDynamics.Text.Datasets;
using TrainingDynamics.Text.Tokenization;

namespace TrainingDynamics.Engine.Training;

/// <summary>Measures a model on a set.</summary>
sealed class Evaluator
{
    readonly EncodedDataset dataset;
    readonly LogitPass _pass;

    public Evaluator(TextClassifier model, TaskData data, ITokenizer tokenizer, TrainOptions options)
    {
        dataset = EncodedDataset.Encode(data.Dev.InClassOrder(model.Config.LabelNames), tokenizer, options.MaxLength);
        _pass = new LogitPass(model, dataset, options);
    }

    /// <summary>
    /// <c>accuracy</c>, the share of examples whose largest logit is the gold's (ties: lowest index), in [0, 1], and
    /// <c>loss</c>, the mean cross-entropy in nats.
    /// </summary>
    /// <exception cref="OperationCanceledException">Asked to stop.</exception>
    public IReadOnlyDictionary<string, double> Evaluate(CancellationToken stop)
    {
        var right = 0;
        var loss = 0.0;
        _pass.Run(
            (indices, logits) =>
            {
                var labels = logits.Length / indices.Length;
                for (var i = 0; i < indices.Length; i++)
                {
                    var row = logits.Slice(i * labels, labels);
                    var gold = dataset.Golds[indices[i]];
                    right += IndexOfMax(row) == gold ? 1 : 0;
                    loss += LogSumExp(row) - row[gold];
                }
            },
            stop);
        return new Dictionary<string, double>
        {
            ["accuracy"] = (double)right / dataset.Count,
            ["loss"] = loss / dataset.Count,
        };
    }

    static int IndexOfMax(ReadOnlySpan<float> logits)
    {
        var best = 0;
        for (var i = 1; i < logits.Length; i++)
            best = logits[i] > logits[best] ? i : best;
        return best;
    }

    static double LogSumExp(ReadOnlySpan<float> logits)
    {
        double max = logits[IndexOfMax(logits)], sum = 0;
        foreach (var logit in logits)
            sum += Math.Exp(logit - max);
        return max + Math.Log(sum);
    }
}
