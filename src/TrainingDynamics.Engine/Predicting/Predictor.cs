using TrainingDynamics.Engine.Training;

namespace TrainingDynamics.Engine.Predicting;

/// <summary>A fine-tuned model that predicts, in evaluation mode.</summary>
public sealed class Predictor : IDisposable
{
    const int BatchesPerWindow = 50; // at most; sorted by length together, and how far the reading runs ahead of the results

    readonly TextClassifier _model;
    readonly ITokenizer _tokenizer;

    Predictor(TextClassifier model, ITokenizer tokenizer) => (_model, _tokenizer) = (model, tokenizer);

    /// <summary>[C], by label id; one name in a regression.</summary>
    public IReadOnlyList<string> LabelNames => _model.Config.LabelNames;

    /// <summary>Whether the one logit is the predicted number itself.</summary>
    public bool IsRegression => _model.Config.ProblemType == ProblemType.Regression;

    /// <summary>Most tokens of an example, special ones included.</summary>
    public int MaxTokens => Math.Min(_model.Config.MaxTokens, _tokenizer.ModelMaxLength ?? int.MaxValue);

    /// <summary>Most tokens of a text in the model's pre-training, where it takes more; else <see cref="MaxTokens"/>.</summary>
    public int UsualTokens => Math.Min(MaxTokens, _model.Config.MaxPositions);

    /// <summary>Loads a model with its classifier.</summary>
    /// <param name="model">A folder in Hugging Face's layout, a run that has a model, or a Hub id.</param>
    /// <param name="device"><c>auto</c>, <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>.</param>
    /// <param name="threads">CPU threads of one operation; null: the physical cores.</param>
    /// <param name="observer">Told how a download goes, and what of the checkpoint was not used; null: nobody.</param>
    /// <param name="stop">Ends a download.</param>
    /// <exception cref="EngineException">There is no such model, it cannot be built, or it has no trained classifier.</exception>
    /// <exception cref="TrainingDynamics.Data.TextInputException">Its tokenizer cannot be used, or it cannot be downloaded.</exception>
    /// <exception cref="OperationCanceledException">Asked to stop.</exception>
    public static Predictor Open(
        string model, string device, int? threads, IPreparationObserver? observer, CancellationToken stop)
    {
        var where = DeviceChoice.Of(device, TorchLibrary.Load());
        set_num_threads(threads ?? PhysicalCores.Count());
        var source = ModelSource.FineTuned(model, observer, stop);
        var classifier = TextClassifier.Create(source.Config with { Frozen = FrozenParts.WholeEncoder }, where, new NativeDropout());
        try
        {
            var report = source.Fill(classifier);
            if (report.Initialized.Count > 0)
            {
                throw new ModelSourceException(
                    $"{model}: {source.WeightsPath} lacks {string.Join(", ", report.Initialized)}, so its predictions would be random; "
                    + "expected a fine-tuned classifier, as td train leaves one in the run's model folder");
            }

            if (report.Unused.Count > 0)
            {
                observer?.Loaded(report);
            }

            return new Predictor(classifier, source.Tokenizer);
        }
        catch
        {
            classifier.Dispose();
            throw;
        }
    }

    /// <summary>The predictions for texts, in their order; results come while texts are still being read.</summary>
    /// <param name="texts">Read once.</param>
    /// <param name="maxLength">Tokens kept of an example; at least 3, at most <see cref="MaxTokens"/>.</param>
    /// <param name="batchSize">At least 1; changes speed, not results beyond rounding.</param>
    /// <param name="stop">Ends it between two batches.</param>
    /// <exception cref="PredictionException">A logit is NaN or infinite; names the text.</exception>
    /// <exception cref="OperationCanceledException">Asked to stop.</exception>
    public IEnumerable<Prediction> Predict(
        IEnumerable<PredictionInput> texts, int maxLength, int batchSize, CancellationToken stop) =>
        PredictWindows(texts, maxLength, batchSize, stop).SelectMany(window => window);

    /// <summary>
    /// The same in the portions in which they are computed: one batch first, so that results come soon, then several at once.
    /// </summary>
    /// <inheritdoc cref="Predict"/>
    public IEnumerable<IReadOnlyList<Prediction>> PredictWindows(
        IEnumerable<PredictionInput> texts, int maxLength, int batchSize, CancellationToken stop)
    {
        var window = new List<PredictionInput>();
        var batches = 1;
        foreach (var text in texts)
        {
            window.Add(text);
            if (window.Count < checked(batches * batchSize))
            {
                continue;
            }

            yield return PredictWindow(window, maxLength, batchSize, stop);
            window.Clear();
            batches = Math.Min(2 * batches, BatchesPerWindow);
        }

        if (window.Count > 0)
        {
            yield return PredictWindow(window, maxLength, batchSize, stop);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _model.Dispose();

    Prediction[] PredictWindow(List<PredictionInput> window, int maxLength, int batchSize, CancellationToken stop)
    {
        // The golds are not known; a pass for logits does not look at them. The id is what an error names the text by.
        Example[] examples = [.. window.Select(input => new Example(input.Name, input.Text, input.TextPair, Gold: 0))];
        var encoded = EncodedDataset.Encode(new Dataset("input", LabelNames, examples, "", "", IsRegression), _tokenizer, maxLength);
        var predictions = new Prediction[window.Count];
        var alone = new OneProcess();
        using var asked = new StopAgreement(alone, stop);
        var device = _model.Parameters.Device.type;
        try
        {
            new LogitPass(_model, encoded, batchSize, alone, LengthAlignment.Of(device, maxLength, _model.Config.MaxTokens), BatchFeed.GainsOn(device)).Run(
                (indices, logits, _) =>
                {
                    var labels = logits.Length / indices.Length;
                    for (var i = 0; i < indices.Length; i++)
                    {
                        predictions[indices[i]] = new Prediction(window[indices[i]], [.. logits.Slice(i * labels, labels)], [.. encoded[indices[i]]]);
                    }
                },
                asked);
        }
        catch (TrainingDivergedException e)
        {
            throw new PredictionException(e.Guids[0]);
        }

        return predictions;
    }
}

/// <summary>The model's logits for a text are not finite.</summary>
/// <param name="text">The text's name.</param>
public sealed class PredictionException(string text) : EngineException(
    $"{text}: found a logit that is NaN or infinite, expected finite numbers; the model's weights are damaged or too large, so use another "
    + "checkpoint, or see with td train whether its training diverged");
