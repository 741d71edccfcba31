using TrainingDynamics.Engine.Training;

namespace TrainingDynamics.Cli;

/// <summary><c>td merge</c>: one whole checkpoint of an adapter and its base.</summary>
sealed class MergeVerb : IVerb
{
    readonly Argument<string> _model = new("MODEL");
    readonly OutputFolderOption _outputDir = new() { Required = true };
    readonly Option<bool> _overwrite = new("--overwrite");

    public string Page => """
        td merge MODEL: add an adapter to the weights that it belongs to

          td merge dy_log/sst2/roberta-base -o roberta-sst2

        MODEL             a run that trained an adapter (LoRA), a folder with one in
                          PEFT's layout (adapter_config.json beside
                          adapter_model.safetensors), or a Hub id; the model that the
                          adapter belongs to is base_model_name_or_path in that config
        -o, --output-dir DIR   gets config.json, model.safetensors in float32 and the
                          tokenizer: a whole model, for td and for Hugging Face
                          (--output)
        --overwrite       replace a model that lies there
        """;

    public IReadOnlyList<Symbol> Symbols => [_model, _outputDir, _overwrite];

    public ExitCode Execute(ParseResult parsed)
    {
        var (model, folder) = (parsed.GetRequiredValue(_model), _outputDir.Read(parsed)!);
        using var stop = new StopSignals(endsAtOnce: "td merge");
        try
        {
            var progress = new ProgressLines(VerbOutput.Note, VerbOutput.Note, TimeSpan.FromSeconds(10), TimeProvider.System);
            var merged = ModelMerge.Write(model, folder, parsed.GetValue(_overwrite), progress, stop.Token);
            Console.WriteLine(Invariant($"{merged} weights of the adapter merged; the whole model is in {TerminalText.Of(folder)}"));
            VerbOutput.Json(() => new JsonObject
            {
                ["model"] = model,
                ["merged_weights"] = merged,
                ["files"] = new JsonObject { ["model"] = folder },
            });
            return ExitCode.Done;
        }
        catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
        {
            Console.Error.WriteLine("td merge: interrupted");
            return ExitCode.Interrupted;
        }
    }
}
