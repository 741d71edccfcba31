using System.Diagnostics;
using TrainingDynamics.Engine.Predicting;

namespace TrainingDynamics.Cli;

/// <summary><c>td predict</c>: the predictions of a fine-tuned model.</summary>
sealed class PredictVerb : IVerb
{
    readonly Option<string> _model = new("--model", "--model-name-or-path") { Required = true };
    readonly PredictionTexts _texts = new();
    readonly OutputOption _output = new();
    readonly Option<int?> _maxLength = new("--max-length");
    readonly Option<int> _batchSize = new("--batch-size") { DefaultValueFactory = _ => 64 };
    readonly Option<bool> _ids = new("--ids");
    readonly Option<int?> _threads = new("--threads");
    readonly Option<string> _device = new("--device") { DefaultValueFactory = _ => "auto" };

    public string Page => """
        td predict: predict logits, probabilities and labels with a fine-tuned model

          td predict --model dy_log/demo/bert-tiny --input texts.csv -o out.jsonl

        --model NAME      a run, a folder in Hugging Face's layout or a Hub id
                          (--model-name-or-path)
        --input FILE, -i  csv, tsv, json, jsonl or parquet as td train reads them, with
                          or without labels; - is standard input. JSON lines with a
                          "text", for pairs a "text_pair", and optionally a "guid" are
                          read as they arrive
        --format NAME     csv, tsv, json, jsonl or parquet; else by the file's ending,
                          jsonl for standard input and other endings
        --delimiter C, --quoting none|csv, --text-column NAME, --text-pair-column NAME
        (--pair-column), --guid-column NAME, --label-column NAME: as in td train
        -o, --output FILE default standard output; one JSON object per line, in order
        --max-length N    tokens kept of a text; default: as many as the model takes
        --batch-size N    (64); changes speed, not results beyond rounding
        --ids             write the token ids too, to compare tokenizers
        --threads N       (all cores), --device auto|cpu|cuda:N (auto)

        The prediction of a regression model is written as "score". --json needs -o.
        """;

    public bool HasResults => true;

    public IReadOnlyList<Symbol> Symbols => [_model, .. _texts.All, _output, _maxLength, _batchSize, _ids, _threads, _device];

    public ExitCode Execute(ParseResult parsed)
    {
        var batchSize = parsed.AtLeast(1, _batchSize);
        var output = _output.Read(parsed) ?? WholeFile.StandardOutput;
        if (VerbOutput.IsJson && output == WholeFile.StandardOutput)
        {
            throw new UsageException($"--json writes the summary to standard output, where the predictions would go too; pass {_output.Name} FILE");
        }

        using var stop = new StopSignals(endsAtOnce: "td predict");
        try
        {
            // Progress goes where the results do not.
            var progress = new ProgressLines(VerbOutput.Note, VerbOutput.Note, TimeSpan.FromSeconds(10), TimeProvider.System);
            using var predictor = Predictor.Open(
                parsed.GetRequiredValue(_model), parsed.GetRequiredValue(_device), parsed.GetValue(_threads), progress, stop.Token);
            var maxLength = MaxLength(parsed, predictor);
            var (texts, count) = _texts.Read(parsed, stop.Token);
            var labels = new int[predictor.LabelNames.Count];
            var clock = Stopwatch.StartNew();
            using var counter = new PredictionCounter(count, output);
            Write(output, stream =>
            {
                foreach (var window in predictor.PredictWindows(texts, maxLength, batchSize, stop.Token))
                {
                    foreach (var prediction in window)
                    {
                        labels[prediction.Class]++;
                        PredictionWriter.Write(stream, prediction, predictor.LabelNames, predictor.IsRegression, parsed.GetValue(_ids));
                    }

                    stream.Flush();
                    counter.Add(window.Count);
                }
            });
            VerbOutput.Json(() => Json(parsed, output, predictor, labels, clock.Elapsed));
            return ExitCode.Done;
        }
        catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
        {
            Console.Error.WriteLine("td predict: interrupted");
            return ExitCode.Interrupted;
        }
    }

    JsonObject Json(ParseResult parsed, string output, Predictor predictor, int[] labels, TimeSpan elapsed)
    {
        var json = new JsonObject
        {
            ["model"] = parsed.GetRequiredValue(_model),
            ["input"] = _texts.InputOf(parsed),
            ["examples"] = labels.Sum(),
            ["seconds"] = Math.Round(elapsed.TotalSeconds, 3),
            ["files"] = new JsonObject { ["predictions"] = output },
        };
        if (!predictor.IsRegression)
        {
            // Two classes may have one name.
            json["predicted"] = JsonValues.Each(
                predictor.LabelNames.Zip(labels), label => new JsonObject { ["label"] = label.First, ["examples"] = label.Second });
        }

        return json;
    }

    int MaxLength(ParseResult parsed, Predictor predictor)
    {
        var maxLength = parsed.GetValue(_maxLength) ?? predictor.UsualTokens;
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
