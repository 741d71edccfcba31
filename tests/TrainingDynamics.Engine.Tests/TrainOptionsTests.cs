using TrainingDynamics.Engine.Models;
using TrainingDynamics.Engine.Optim;
using TrainingDynamics.Engine.Training;
using TrainingDynamics.Logs;

namespace TrainingDynamics.Engine.Tests;

public sealed class TrainOptionsTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, Func<TrainOptions, TrainOptions>> Impossible => new()
    {
        { "--model", o => o with { Model = "" } },
        { "--vocabulary-size", o => o with { VocabularySize = 9 } },
        { "--epochs", o => o with { Epochs = 0 } },
        { "--batch-size", o => o with { BatchSize = 0 } },
        { "--eval-batch-size", o => o with { EvalBatchSize = -1 } },
        { "--learning-rate", o => o with { LearningRate = double.NaN } },
        { "--learning-rate", o => o with { LearningRate = 0 } },
        { "--weight-decay", o => o with { WeightDecay = -0.1 } },
        { "--warmup-ratio", o => o with { WarmupRatio = 1.1 } },
        { "--warmup-steps", o => o with { WarmupSteps = -1 } },
        { "--max-grad-norm", o => o with { MaxGradNorm = 0 } },
        { "--max-train-steps", o => o with { MaxTrainSteps = 0 } },
        { "--gradient-accumulation-steps", o => o with { GradientAccumulationSteps = 0 } },
        { "--learning-rate", o => o with { LearningRate = 1e-7, LrSchedulerType = ScheduleKind.Polynomial } },
        { "--checkpointing-steps", o => o with { CheckpointingSteps = 0 } },
        { "--save-total-limit", o => o with { SaveTotalLimit = 0 } },
        { "--resume-from-checkpoint", o => o with { ResumeFromCheckpoint = "epoch_0" } },
        { "--max-length", o => o with { MaxLength = 2 } },
        { "--max-length", o => o with { MaxLength = 513 } },
        { "--label-smoothing", o => o with { LabelSmoothing = 1.1 } },
        { "--early-stopping-patience", o => o with { EarlyStoppingPatience = 0 } },
        { "--early-stopping-threshold", o => o with { EarlyStoppingThreshold = -1 } },
        { "--load-best-model-at-end", o => o with { LoadBestModelAtEnd = true, Checkpointing = CheckpointingMode.Off } },
        { "--metric-for-best-model", o => o with { MetricForBestModel = "f2" } },
        { "accuracy, f1, f1_macro, matthews_correlation, loss", o => o with { MetricForBestModel = "pearson" } },
        { "--class-weight", o => o with { ClassWeight = "heavy" } },
        { "--seed", o => o with { Seed = -1 } },
        { "--dropout", o => o with { Dropout = 1 } },
        { "--threads", o => o with { Threads = 0 } },
        { "--logging-steps", o => o with { LoggingSteps = 0 } },
        { "--device", o => o with { Device = "tpu" } },
        { "--device", o => o with { Device = "cuda:99" } },
        { "--from-scratch", o => o with { FromScratch = false } },
        { "--model", o => o with { Model = "bert-gigantic" } },
        { "--lora: found random weights", o => o with { Lora = true } },
        { "--lora-r: found 0", o => Adapting(o) with { LoraR = 0 } },
        { "--lora-alpha", o => Adapting(o) with { LoraAlpha = 0 } },
        { "--lora-dropout", o => Adapting(o) with { LoraDropout = 1 } },
        { "--lora-target: found 'query,'", o => Adapting(o) with { LoraTarget = "query," } },
        { "--modules-to-save: found ''", o => Adapting(o) with { ModulesToSave = "" } },
        { "--lora-r: found a run without adapters", o => o with { LoraR = 8 } },
        { "--modules-to-save: found a run without adapters", o => o with { ModulesToSave = "pooler" } },
        { "--base-precision: found a run without adapters", o => o with { BasePrecision = Precision.Bf16 } },
        { "--base-precision: found fp32 beside --precision bf16", o => Adapting(o) with { Precision = Precision.Bf16, BasePrecision = Precision.Fp32 } },
        { "--freeze: found head", o => o with { FromScratch = false, Freeze = "head" } },
        { "--freeze: found --lora", o => Adapting(o) with { Freeze = "encoder" } },
        { "--freeze: found random weights", o => o with { Freeze = "encoder" } },
        { "config.json", o => o with { Model = Path.GetTempPath() } },
    };

    static TrainOptions Adapting(TrainOptions options) => options with { FromScratch = false, Lora = true };

    [Theory]
    [MemberData(nameof(Impossible), DisableDiscoveryEnumeration = true)]
    public void What_cannot_be_trained_is_refused_by_name_before_anything_is_written(string named, Func<TrainOptions, TrainOptions> change)
    {
        var options = change(SmallTask.Options(_folder));

        var e = Assert.ThrowsAny<EngineException>(() => TrainingRun.Run(options, SmallTask.Data(16, 8), new Observations(), CancellationToken.None));

        Assert.Contains(named, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
        Assert.False(Directory.Exists(options.OutputDir));
    }

    [Fact]
    public void A_file_where_the_run_folder_should_be_is_refused()
    {
        var options = SmallTask.Options(_folder) with { OutputDir = _folder.Write("file", "") };
        var e = Assert.Throws<RunFolderException>(() => TrainingRun.Run(options, SmallTask.Data(16, 8), new Observations(), CancellationToken.None));
        Assert.Contains("--output-dir", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_are_written_by_their_command_line_names()
    {
        var json = (SmallTask.Options(_folder) with { Record = RecordingMode.Off }).ToJson();
        Assert.Equal(1e-3, json["learning-rate"]!.GetValue<double>());
        Assert.Equal("off", json["record"]!.GetValue<string>());
        Assert.Null(json["warmup-steps"]);
        Assert.True(json.ContainsKey("warmup-steps"));
    }
}
