using TrainingDynamics.Engine.Optim;

namespace TrainingDynamics.Engine.Training;

/// <summary>Refuses options that no run can have, whatever its model and data.</summary>
static class TrainOptionsCheck
{
    /// <exception cref="TrainOptionsException">The first option at fault, what it was and what was expected.</exception>
    public static void Check(TrainOptions options)
    {
        Require(options.Model.Length > 0, "--model", "an empty name", "a folder, a Hub id or a named size");
        Require(options.VocabularySize >= 10, "--vocabulary-size", options.VocabularySize, "at least 10");
        Require(options.Epochs >= 1, "--epochs", options.Epochs, "at least 1");
        Require(options.MaxTrainSteps is null or >= 1, "--max-train-steps", options.MaxTrainSteps, "at least 1");
        Require(options.BatchSize >= 1, "--batch-size", options.BatchSize, "at least 1");
        Require(options.GradientAccumulationSteps >= 1, "--gradient-accumulation-steps", options.GradientAccumulationSteps, "at least 1");
        Require(options.EvalBatchSize >= 1, "--eval-batch-size", options.EvalBatchSize, "at least 1");
        Require(options.LearningRate > 0 && double.IsFinite(options.LearningRate), "--learning-rate", options.LearningRate, "a number above 0");
        Require(
            options.LrSchedulerType != ScheduleKind.Polynomial || options.LearningRate > LearningRateSchedule.PolynomialEnd,
            "--learning-rate",
            options.LearningRate,
            "more than 1E-07, where the polynomial schedule ends");
        Require(options.WeightDecay >= 0 && double.IsFinite(options.WeightDecay), "--weight-decay", options.WeightDecay, "0 or more");
        Require(options.WarmupRatio is >= 0 and <= 1, "--warmup-ratio", options.WarmupRatio, "a share in [0, 1]");
        Require(options.WarmupSteps is null or >= 0, "--warmup-steps", options.WarmupSteps, "0 or more");
        Require(options.MaxGradNorm is null or (> 0 and < double.PositiveInfinity), "--max-grad-norm", options.MaxGradNorm, "a number above 0");
        Require(options.MaxLength >= 3, "--max-length", options.MaxLength, "at least 3");
        Require(options.Seed >= 0, "--seed", options.Seed, "0 or more");
        Require(options.Dropout is null or (>= 0 and < 1), "--dropout", options.Dropout, "a probability in [0, 1)");
        Require(options.Threads is null or >= 1, "--threads", options.Threads, "at least 1");
        Require(options.LoggingSteps >= 1, "--logging-steps", options.LoggingSteps, "at least 1");
        Require(options.CheckpointingSteps is null or >= 1, "--checkpointing-steps", options.CheckpointingSteps, "at least 1, epoch or off");
        Require(options.SaveTotalLimit >= 1, "--save-total-limit", options.SaveTotalLimit, "at least 1");
        Require(options.LabelSmoothing is >= 0 and <= 1, "--label-smoothing", options.LabelSmoothing, "a share in [0, 1]");
        Require(options.EarlyStoppingPatience is null or >= 1, "--early-stopping-patience", options.EarlyStoppingPatience, "at least 1");
        Require(
            options.EarlyStoppingThreshold >= 0 && double.IsFinite(options.EarlyStoppingThreshold), "--early-stopping-threshold", options.EarlyStoppingThreshold, "0 or more");
        Require(
            !options.LoadBestModelAtEnd || options.Checkpointing == CheckpointingMode.Epoch,
            "--load-best-model-at-end",
            "--checkpointing-steps off beside it",
            "a checkpoint after each epoch, for the best is loaded from there");
        Require(
            options.OnNan == NanPolicy.Stop || options.Record != RecordingMode.DuringTraining,
            "--on-nan",
            "skip beside --record during-training",
            "one of the two: the logits of a batch that is left out would be missing from the epoch");
        Require(!options.Lora || !options.FromScratch, "--lora", "random weights (--from-scratch)", "a checkpoint as --model, for adapters change what a model has learnt");
        Require(options.LoraR is null or (>= 1 and <= 1 << 20), "--lora-r", options.LoraR, "at least 1");
        Require(options.LoraAlpha is null or (> 0 and < double.PositiveInfinity), "--lora-alpha", options.LoraAlpha, "a number above 0");
        Require(options.LoraDropout is null or (>= 0 and < 1), "--lora-dropout", options.LoraDropout, "a probability in [0, 1)");
        RequireNames("--lora-target", options.LoraTarget, "all-linear, or names of linear layers with commas between them");
        RequireNames("--modules-to-save", options.ModulesToSave, "names of modules with commas between them");
        (string Name, bool IsGiven)[] ofLora =
        [
            ("--lora-r", options.LoraR is not null), ("--lora-alpha", options.LoraAlpha is not null), ("--lora-dropout", options.LoraDropout is not null),
            ("--lora-target", options.LoraTarget is not null), ("--modules-to-save", options.ModulesToSave is not null), ("--base-precision", options.BasePrecision is not null),
        ];
        Require(options.Lora || !ofLora.Any(given => given.IsGiven), ofLora.FirstOrDefault(given => given.IsGiven).Name, "a run without adapters", "--lora beside it");
        Require(
            options.BasePrecision is null or Precision.Bf16 || options.Precision == Precision.Fp32,
            "--base-precision",
            "fp32 beside --precision bf16",
            "one number format, that of the passes");
        Require(options.Freeze is null || FrozenParts.Parse(options.Freeze) is not null, "--freeze", options.Freeze, FrozenParts.Expected);
        Require(options.Freeze is null || !options.Lora, "--freeze", "--lora beside it", "one of the two: under adapters all weights are frozen");
        Require(options.Freeze is null || !options.FromScratch, "--freeze", "random weights (--from-scratch)", "a checkpoint as --model");
        Require(!(options.IsResumption && options.Overwrite), "--resume", "--overwrite beside it", "one of the two");
    }

    static void RequireNames(string option, string? names, string expected) =>
        Require(names is null || names.Split(',').All(name => name.Length > 0 && name.Trim() == name), option, $"'{names}'", expected);

    static void Require(bool holds, string option, object? found, string expected)
    {
        if (!holds)
        {
            throw new TrainOptionsException(
                string.Create(CultureInfo.InvariantCulture, $"{option}: found {found}, expected {expected}"));
        }
    }
}
