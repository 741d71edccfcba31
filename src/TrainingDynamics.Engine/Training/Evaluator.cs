using System.Text.Encodings.Web;
using TrainingDynamics.Engine.Predicting;

namespace TrainingDynamics.Engine.Training;

/// <summary>Measures a model on the task's evaluation sets by the task's metrics, the same in every process.</summary>
sealed class Evaluator
{
    /// <summary>The name of the set that decides; further sets have other names.</summary>
    public const string Dev = "dev";

    static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    readonly TaskData _data;
    readonly EncodedDataset? _test;
    readonly LogitPass? _testPass;
    readonly List<(string Name, EncodedDataset Dataset, LogitPass Pass)> _sets = [];

    public Evaluator(TextClassifier model, TaskData data, ITokenizer tokenizer, TrainOptions options, ICollective processes)
    {
        _data = data;
        foreach (var (name, set) in data.MoreDev.Select(more => (more.Name, more.Data)).Prepend((Dev, data.Dev)))
        {
            var (dataset, pass) = Prepare(set);
            _sets.Add((name, dataset, pass));
        }

        if (data.Test is not null)
        {
            (_test, _testPass) = Prepare(data.Test);
        }

        (EncodedDataset Dataset, LogitPass Pass) Prepare(Dataset set)
        {
            var dataset = EncodedDataset.Encode(set.InClassOrder(model.Config.LabelNames), tokenizer, options.MaxLength);
            return (dataset, new LogitPass(model, dataset, options.EvalBatchSize, processes, options.LengthMultiple, options.BatchesAhead));
        }
    }

    /// <summary>
    /// The task's metrics and <c>loss</c>, the mean cross-entropy in nats or in a regression the mean squared error; for further
    /// sets with their name appended: <c>accuracy_mismatched</c>. The prediction is the class of the largest logit (ties: lowest id).
    /// </summary>
    /// <param name="epoch">0-based, for the event.</param>
    /// <param name="stop">Ends it between two batches.</param>
    /// <exception cref="OperationCanceledException">Asked to stop.</exception>
    public Evaluated Evaluate(int epoch, StopAgreement stop)
    {
        var results = new Dictionary<string, double>();
        var classification = _data.Train.IsRegression ? null : new Dictionary<string, ClassificationScores>();
        foreach (var (name, dataset, pass) in _sets)
        {
            var suffix = name == Dev ? "" : $"_{name}";
            var (golds, predictions, loss) = Predict(dataset, pass, stop);
            foreach (var (metric, value) in Metrics(golds, predictions, loss))
            {
                results.Add(metric + suffix, value);
            }

            classification?.Add(name, Scores(dataset.Source.LabelNames, golds, predictions));
        }

        return new Evaluated(epoch, results) { Classification = classification };
    }

    /// <summary>Predicts the test set, and scores it where it has labels; null where there is none.</summary>
    /// <param name="write">Gets every prediction, in file order; may be null.</param>
    /// <param name="stop">Ends it between two batches.</param>
    /// <exception cref="OperationCanceledException">Asked to stop.</exception>
    public Tested? Test(Action<Prediction>? write, StopAgreement stop)
    {
        if (_test is not { Source: var set } || _testPass is null)
        {
            return null;
        }

        var (golds, predictions, loss) = Predict(_test, _testPass, stop, (i, logits) =>
        {
            var example = set.Examples[i];
            var guid = set.HasIntegerGuids ? example.Guid : JsonSerializer.Serialize(example.Guid, Relaxed);
            write?.Invoke(new Prediction(new PredictionInput(example.Text, example.TextPair, guid), logits, []));
        });
        return new Tested(golds.Length, set.HasLabels ? Metrics(golds, predictions, loss) : null)
        {
            Classification = set is { HasLabels: true, IsRegression: false } ? Scores(set.LabelNames, golds, predictions) : null,
        };
    }

    Dictionary<string, double> Metrics(double[] golds, double[] predictions, double loss)
    {
        var results = _data.Metrics.ToDictionary(metric => metric.Name, metric => metric.Of(golds, predictions));
        results.Add("loss", loss);
        return results;
    }

    /// <summary>golds, predictions: [N], label ids.</summary>
    static ClassificationScores Scores(IReadOnlyList<string> labels, double[] golds, double[] predictions)
    {
        var report = new ClassificationReport(labels.Count, golds, predictions);
        return new ClassificationScores(
            report.Accuracy,
            labels.Count == 2 ? report.F1(1) : null,
            report.F1Macro,
            report.MatthewsCorrelation,
            [.. labels.Select((label, i) => new ClassScores(label, report.Precision(i), report.Recall(i), report.F1(i), report.Support(i)))],
            report.ConfusionMatrix);
    }

    // take: given the logits of each example, in file order.
    static (double[] Golds, double[] Predictions, double Loss) Predict(
        EncodedDataset dataset, LogitPass pass, StopAgreement stop, Action<int, float[]>? take = null)
    {
        double[] golds = [.. dataset.Source.Examples.Select(example => example.Gold)]; // [N]
        var predictions = new double[golds.Length]; // [N]
        var loss = 0.0;
        pass.Run(
            (indices, logits, _) =>
            {
                var labels = logits.Length / indices.Length;
                for (var i = 0; i < indices.Length; i++)
                {
                    var row = logits.Slice(i * labels, labels); // [C]
                    var gold = golds[indices[i]];
                    predictions[indices[i]] = dataset.Source.IsRegression ? row[0] : IndexOfMax(row);
                    take?.Invoke(indices[i], row.ToArray());
                    loss += double.IsNaN(gold) ? gold : dataset.Source.IsRegression ? (row[0] - gold) * (row[0] - gold) : LogSumExp(row) - row[(int)gold];
                }
            },
            stop);
        return (golds, predictions, loss / golds.Length);
    }

    static int IndexOfMax(ReadOnlySpan<float> logits)
    {
        var best = 0;
        for (var i = 1; i < logits.Length; i++)
        {
            best = logits[i] > logits[best] ? i : best;
        }

        return best;
    }

    static double LogSumExp(ReadOnlySpan<float> logits)
    {
        double max = logits[IndexOfMax(logits)], sum = 0;
        foreach (var logit in logits)
        {
            sum += Math.Exp(logit - max);
        }

        return max + Math.Log(sum);
    }
}
