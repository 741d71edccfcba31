using System.CommandLine;
using TrainingDynamics.Engine.Models;
using TrainingDynamics.Engine.Optim;
using TrainingDynamics.Engine.Parallel;
using TrainingDynamics.Engine.Training;
using TrainingDynamics.Logs;
using TrainingDynamics.Text.Batching;

namespace TrainingDynamics.Cli.Tests;

/// <summary>Every option of the command line reaches the property of its name; what the property does is the engine's to test.</summary>
public sealed class TrainOptionSetTests
{
    static readonly TrainOptions Defaults = new() { Model = "bert-tiny" };

    public static TheoryData<string, Func<TrainOptions, TrainOptions>> Options => new()
    {
        { "", o => o },
        { "--model m", o => o with { Model = "m" } },
        { "--model_name_or_path m", o => o with { Model = "m" } },
        { "--from-scratch", o => o with { FromScratch = true, LearningRate = 5e-4 } },
        { "--from-scratch --learning-rate 1e-4", o => o with { FromScratch = true, LearningRate = 1e-4 } },
        { "--vocabulary v.txt", o => o with { Vocabulary = "v.txt" } },
        { "--vocabulary-size 99", o => o with { VocabularySize = 99 } },
        { "--ignore_mismatched_sizes", o => o with { IgnoreMismatchedSizes = true } },
        { "--max_length 64", o => o with { MaxLength = 64 } },
        { "--pad_to_max_length", o => o with { PadToMaxLength = true } },
        { "--epochs 7", o => o with { Epochs = 7 } },
        { "--num_train_epochs 7", o => o with { Epochs = 7 } },
        { "--max_train_steps 70", o => o with { MaxTrainSteps = 70 } },
        { "--batch-size 5", o => o with { BatchSize = 5 } },
        { "--per_device_train_batch_size 5", o => o with { BatchSize = 5 } },
        { "--gradient_accumulation_steps 4", o => o with { GradientAccumulationSteps = 4 } },
        { "--eval-batch-size 5", o => o with { EvalBatchSize = 5 } },
        { "--per_device_eval_batch_size 5", o => o with { EvalBatchSize = 5 } },
        { "--learning_rate 1e-3", o => o with { LearningRate = 1e-3 } },
        { "--lr_scheduler_type linear", o => o },
        { "--lr_scheduler_type cosine", o => o with { LrSchedulerType = ScheduleKind.Cosine } },
        { "--lr_scheduler_type cosine_with_restarts", o => o with { LrSchedulerType = ScheduleKind.CosineWithRestarts } },
        { "--lr_scheduler_type polynomial", o => o with { LrSchedulerType = ScheduleKind.Polynomial } },
        { "--lr_scheduler_type constant", o => o with { LrSchedulerType = ScheduleKind.Constant } },
        { "--lr_scheduler_type constant_with_warmup", o => o with { LrSchedulerType = ScheduleKind.ConstantWithWarmup } },
        { "--warmup-ratio 0.3", o => o with { WarmupRatio = 0.3 } },
        { "--warmup-steps 9", o => o with { WarmupSteps = 9 } },
        { "--num_warmup_steps 9", o => o with { WarmupSteps = 9 } },
        { "--weight_decay 0.2", o => o with { WeightDecay = 0.2 } },
        { "--max-grad-norm 2", o => o with { MaxGradNorm = 2 } },
        { "--max-grad-norm 0", o => o with { MaxGradNorm = null } },
        { "--class-weight balanced", o => o with { ClassWeight = "balanced" } },
        { "--label-smoothing 0.1", o => o with { LabelSmoothing = 0.1 } },
        { "--label_smoothing_factor 0.1", o => o with { LabelSmoothing = 0.1 } },
        { "--load_best_model_at_end", o => o with { LoadBestModelAtEnd = true } },
        { "--load_best_model_at_end true", o => o with { LoadBestModelAtEnd = true } },
        { "--metric-for-best-model eval_loss", o => o with { MetricForBestModel = "eval_loss" } },
        { "--greater-is-better False", o => o with { GreaterIsBetter = false } },
        { "--greater-is-better", o => o with { GreaterIsBetter = true } },
        { "--early-stopping-patience 2", o => o with { EarlyStoppingPatience = 2 } },
        { "--early-stopping-threshold 0.01", o => o with { EarlyStoppingThreshold = 0.01 } },
        { "--dropout 0.3", o => o with { Dropout = 0.3 } },
        { "--batching bucketed", o => o },
        { "--batching random", o => o with { Batching = BatchOrder.Random } },
        { "--batching sequential", o => o with { Batching = BatchOrder.Sequential } },
        { "--precision fp32", o => o },
        { "--precision bf16", o => o with { Precision = Precision.Bf16 } },
        { "--model m --lora", o => o with { Model = "m", Lora = true } },
        { "--lora_r 4", o => o with { LoraR = 4 } },
        { "--lora-alpha 32", o => o with { LoraAlpha = 32 } },
        { "--lora-dropout 0.05", o => o with { LoraDropout = 0.05 } },
        { "--lora-target q_proj,v_proj", o => o with { LoraTarget = "q_proj,v_proj" } },
        { "--modules-to-save pooler", o => o with { ModulesToSave = "pooler" } },
        { "--base-precision bf16", o => o with { BasePrecision = Precision.Bf16 } },
        { "--base-precision fp32", o => o with { BasePrecision = Precision.Fp32 } },
        { "--freeze embeddings,layers:0-5", o => o with { Freeze = "embeddings,layers:0-5" } },
        { "--gradient_checkpointing", o => o with { GradientCheckpointing = true } },
        { "--record after-epoch", o => o },
        { "--record during-training", o => o with { Record = RecordingMode.DuringTraining } },
        { "--record off", o => o with { Record = RecordingMode.Off } },
        { "--log-format jsonl", o => o },
        { "--log_format parquet", o => o with { LogFormat = LogFormat.Parquet } },
        { "--log-format both", o => o with { LogFormat = LogFormat.Both } },
        { "--no-texts", o => o with { NoTexts = true } },
        { "--seed 3", o => o with { Seed = 3 } },
        { "--threads 1", o => o with { Threads = 1 } },
        { "--device cuda:1", o => o with { Device = "cuda:1" } },
        { "--logging-steps 20", o => o with { LoggingSteps = 20 } },
        { "--on-nan skip", o => o with { OnNan = NanPolicy.Skip } },
        { "--with_tracking", o => o with { WithTracking = true } },
        { "--output_dir out", o => o with { OutputDir = "out" } },
        { "--run-name first", o => o with { RunName = "first" } },
        { "--overwrite", o => o with { Overwrite = true } },
        { "--resume", o => o with { Resume = true } },
        { "--resume_from_checkpoint c", o => o with { ResumeFromCheckpoint = "c" } },
        { "--checkpointing_steps epoch", o => o },
        { "--checkpointing_steps off", o => o with { Checkpointing = CheckpointingMode.Off } },
        { "--checkpointing_steps 500", o => o with { CheckpointingSteps = 500 } },
        { "--checkpointing off", o => o with { Checkpointing = CheckpointingMode.Off } },
        { "--save-total-limit 3", o => o with { SaveTotalLimit = 3 } },
    };

    [Theory]
    [MemberData(nameof(Options), DisableDiscoveryEnumeration = true)]
    public void An_option_reaches_the_property_of_its_name(string args, Func<TrainOptions, TrainOptions> expected) =>
        Assert.Equal(expected(Defaults), Read(args));

    [Fact]
    public void Every_property_has_an_option_among_these()
    {
        var changed = Options.Select(row => (Func<TrainOptions, TrainOptions>)row[1])
            .SelectMany(change => typeof(TrainOptions).GetProperties()
                .Where(property => property.CanWrite && !Equals(property.GetValue(change(Defaults)), property.GetValue(Defaults)))
                .Select(property => property.Name))
            .ToHashSet();
        Assert.Equal(typeof(TrainOptions).GetProperties().Where(property => property.CanWrite).Select(property => property.Name).Order(), changed.Order());
    }

    [Theory]
    [InlineData("--batching sorted", "--batching is 'sorted', expected one of bucketed, random, sequential")]
    [InlineData("--checkpointing-steps never", "--checkpointing-steps is 'never', expected one of epoch, off")]
    [InlineData("--precision fp16", "--precision is 'fp16', expected one of fp32, bf16")]
    public void A_choice_that_is_none_is_refused_with_those_that_are(string args, string message) =>
        Assert.Equal(message, Assert.Throws<UsageException>(() => Read(args)).Message);

    [Theory]
    [InlineData("", CollectiveKind.Auto)]
    [InlineData("--collective none", CollectiveKind.None)]
    [InlineData("--collective mpi", CollectiveKind.Mpi)]
    [InlineData("--collective nccl", CollectiveKind.Nccl)]
    public void A_collective_goes_by_its_name(string args, CollectiveKind expected)
    {
        var (options, parsed) = Parse(args);
        Assert.Equal(expected, options.Collective(parsed));
    }

    [Fact]
    public void A_collective_that_is_none_is_refused()
    {
        var (options, parsed) = Parse("--collective gloo");
        Assert.Equal(
            "--collective is 'gloo', expected one of auto, none, mpi, nccl",
            Assert.Throws<UsageException>(() => options.Collective(parsed)).Message);
    }

    [Theory]
    [InlineData("", true, true)]
    [InlineData("--from-scratch", true, false)]
    [InlineData("--model bert-tiny", false, false)]
    public void Without_a_model_the_smallest_is_trained_from_scratch_and_that_is_said(string args, bool fromScratch, bool isSaid)
    {
        var (options, parsed) = Parse(args);
        var lines = new List<string>();
        options.TellOfModel(parsed, new ProgressLines(lines.Add, _ => { }, TimeSpan.Zero, TimeProvider.System));

        var read = options.Read(parsed);
        Assert.Equal(("bert-tiny", fromScratch, fromScratch ? 5e-4 : 5e-5), (read.Model, read.FromScratch, read.LearningRate));
        Assert.Equal(isSaid, lines.Count == 1);
        Assert.All(lines, line => Assert.Contains("--model google-bert/bert-base-uncased", line, StringComparison.Ordinal));
    }

    // Without a model the weights are random, which is not what these options are about.
    static TrainOptions Read(string args)
    {
        var (options, parsed) = Parse(args.Contains("--model", StringComparison.Ordinal) ? args : $"--model bert-tiny {args}");
        return options.Read(parsed);
    }

    static (TrainOptionSet Options, ParseResult Parsed) Parse(string args)
    {
        var options = new TrainOptionSet();
        var command = new Command("train");
        options.All.ToList().ForEach(command.Options.Add);
        var parsed = command.Parse(CommandLine.Dashed(args.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        Assert.Empty(parsed.Errors);
        return (options, parsed);
    }
}
