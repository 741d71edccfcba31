using System.Diagnostics;
using TrainingDynamics.Engine.Models;
using TrainingDynamics.Engine.Training;
using TrainingDynamics.Text.Tokenization;
using static TorchSharp.torch;

namespace TrainingDynamics.Benchmarks.Engine;

/// <summary>
/// What a step of training spends on anything but the model: the batch's assembly, the readings and their events, and the
/// disposal of its tensors.
/// </summary>
static class OutsideBenchmark
{
    const int WarmUp = 5;

    /// <summary>Adds the share of the step; data: encoded texts of real lengths.</summary>
    public static void Run(FigureList into, string name, EncodedDataset data, int vocabularySize, int steps)
    {
        var options = new TrainOptions { Model = name, BatchSize = 32 };
        var config = ModelConfig.Named(name, vocabularySize, ["negative", "positive"])!;
        using var training = new TrainingSteps(config, CPU, data, options, options.LengthMultiple);
        while (training.Taken < WarmUp)
        {
            training.Next();
        }

        training.InModel.Reset();
        var whole = Stopwatch.StartNew();
        while (training.Taken < WarmUp + steps)
        {
            training.Next();
        }

        var (total, inModel) = (whole.Elapsed.TotalSeconds, training.InModel.Elapsed.TotalSeconds);
        into.Add($"{name}, SST-2's lengths: a step", 1e3 * total / steps, "ms");
        into.Add($"{name}, SST-2's lengths: batch assembly, readings, disposal", 100 * (total - inModel) / total, "%", 3, higherIsBetter: false);
    }
}
