using System.CommandLine;
using TrainingDynamics.Engine.Predicting;
using TrainingDynamics.Logs;

namespace TrainingDynamics.Cli;

/// <summary><c>td predict</c>: what a fine-tuned model says of texts.</summary>
sealed class PredictVerb : IVerb
{
    readonly Option<string> _model = new("--model", "--model-name-or-path") { Required = true };
    readonly Option<string> _input = new("--input") { Required = true };
    readonly OutputOption _output = new();
    readonly Option<int?> _maxLength = new("--max-length");
    readonly Option<int> _batchSize = new("--batch-size") { DefaultValueFactory = _ => 64 };
    readonly Option<bool> _ids = new("--ids");
    readonly Option<int?> _threads = new("--threads");
    readonly Option<string> _device = new("--device") { DefaultValueFactory = _ => "auto" };

    /// <inheritdoc/>
    public string Page => """
        td predict: the logits, probabilities and labels of texts by a fine-tuned model

          td predict --model dy_log/demo/bert-tiny/model --input texts.jsonl

        --model NAME      a folder in Hugging Face's layout or a Hub id
                          (--model-name-or-path)
        --input FILE      one JSON object a line: {"text": "…"}, for pairs with
                          "text_pair" and, if you like, a "guid"; - reads standard input
        -o, --output FILE else standard output; one JSON object a line, in this order
        --max-length N    tokens kept of an example; default: as many as the model takes
        --batch-size N    (64); changes speed, not results beyond rounding
        --ids             give the token ids too, to compare tokenizers
        --threads N       (all cores), --device auto|cpu|cuda:N (auto)

        Of a regression the number itself is given, as "score".
        """;

    /// <inheritdoc/>
    public bool HasResults => false;

    /// <inheritdoc/>
    public Command Command()
    {
        var command = new Command("predict", "Predict with a fine-tuned model.")
        {
            _model, _input, _output, _maxLength, _batchSize, _ids, _threads, _device,
        };
        command.SetAction(parsed => (int)Execute(parsed));
        return command;
    }

    ExitCode Execute(ParseResult parsed)
    {
        var batchSize = parsed.GetValue(_batchSize);
        if (batchSize < 1)
        {
            throw new UsageException($"{_batchSize.Name} is {batchSize}, expected at least 1");
        }

        var output = _output.Read(parsed) ?? WholeFile.StandardOutput;
        using var stop = new StopSignals(endsAtOnce: "td predict");
        try
        {
            // Progress goes where the results do not.
            var progress = new ProgressLines(VerbOutput.Note, VerbOutput.Note, TimeSpan.FromSeconds(10), TimeProvider.System);
            using var predictor = Predictor.Open(
                parsed.GetRequiredValue(_model), parsed.GetRequiredValue(_device), parsed.GetValue(_threads), progress, stop.Token);
            var predictions = predictor.Predict(
                PredictionLines.Read(parsed.GetRequiredValue(_input)), MaxLength(parsed, predictor), batchSize, stop.Token);
            var ids = parsed.GetValue(_ids);
            Write(output, stream =>
            {
                foreach (var prediction in predictions)
                {
                    PredictionWriter.Write(stream, prediction, predictor.LabelNames, predictor.IsRegression, ids);
                }
            });
            return ExitCode.Done;
        }
        catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
        {
            Console.Error.WriteLine("td predict: interrupted");
            return ExitCode.Interrupted;
        }
    }

    int MaxLength(ParseResult parsed, Predictor predictor)
    {
        var maxLength = parsed.GetValue(_maxLength) ?? predictor.MaxTokens;
        return maxLength >= 3 && maxLength <= predictor.MaxTokens
            ? maxLength
            : throw new UsageException($"{_maxLength.Name} is {maxLength}, expected 3 to {predictor.MaxTokens}, which this model takes");
    }

    static void Write(string path, Action<Stream> write)
    {
        try
        {
            WholeFile.Write(path, write);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{WholeFile.NameOf(path)} cannot be written: {e.Message}");
        }
    }
}
