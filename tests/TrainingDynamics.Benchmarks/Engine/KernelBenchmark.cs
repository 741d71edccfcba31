using System.Diagnostics;
using System.Globalization;
using TrainingDynamics.Engine.Models;
using TrainingDynamics.Text.Tokenization;
using static TorchSharp.torch;

namespace TrainingDynamics.Benchmarks.Engine;

/// <summary>
/// What each of the CPU's own kernels saves of an epoch: the same batches of real texts, in the order of a run, by every way in
/// turn, so that whatever else the machine does slows all of them alike.
/// </summary>
static class KernelBenchmark
{
    const int WarmUp = 2;

    // Autograd's way has what costs nothing beside it: rows of the first token alone in the last layer, batches of like lengths.
    static readonly (string Name, bool Encoder, bool OwnDropout)[] Ways =
    [
        ("all kernels", true, true),
        ("autograd's encoder", false, true),
        ("autograd's encoder and torch's dropout", false, false),
    ];

    /// <summary>Adds the seconds of all kernels, and for each of them what the epoch takes without it over what it takes with it.</summary>
    /// <param name="into">Gets a figure for each way.</param>
    /// <param name="name">A model from scratch.</param>
    /// <param name="data">Encoded texts of real lengths.</param>
    /// <param name="vocabularySize">Of the tokenizer that encoded them.</param>
    /// <param name="stride">Every so manieth batch of the epoch is taken.</param>
    /// <param name="ways">The first so many ways are timed.</param>
    public static void Run(FigureList into, string name, EncodedDataset data, int vocabularySize, int stride, int ways)
    {
        var config = ModelConfig.Named(name, vocabularySize, ["negative", "positive"])!;
        var trainings = Ways[..ways].Select(way => new TrainingSteps(
            config, CPU, data, new() { Model = name, BatchSize = 32 }, lengthMultiple: 1, stride, way.Encoder, way.OwnDropout)).ToArray();
        var seconds = new double[ways];
        var steps = trainings[0].Count;
        for (var step = 0; step < steps; step++)
        {
            for (var turn = 0; turn < ways; turn++)
            {
                var way = (step + turn) % ways; // each comes first as often as another
                var clock = Stopwatch.StartNew();
                trainings[way].Next();
                if (step >= WarmUp)
                {
                    seconds[way] += clock.Elapsed.TotalSeconds;
                }
            }

            if (step % 50 == 0)
            {
                GC.Collect(0);
            }
        }

        foreach (var training in trainings)
        {
            training.Dispose();
        }

        var label = $"{name}, {(stride == 1 ? "an epoch" : $"every {stride}th batch")} of SST-2, {data.Count} examples";
        into.Add($"{label}: all kernels", seconds[0], "s", note: string.Create(CultureInfo.InvariantCulture, $"{steps - WarmUp} steps of 32"));
        for (var way = 1; way < ways; way++)
        {
            into.Add($"{label}: {Ways[way].Name} over {Ways[way - 1].Name}", seconds[way] / seconds[way - 1], "times");
        }
    }
}
