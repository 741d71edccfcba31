using System.Diagnostics;
using TrainingDynamics.Engine.Training;

namespace TrainingDynamics.Engine.Parallel;

/// <summary>How long summing a step's gradients takes.</summary>
/// <param name="Model">Name of the model whose gradients were summed.</param>
/// <param name="Parameters">Their number; four bytes each.</param>
/// <param name="Seconds">The median of several sums, measured by this process.</param>
public sealed record AllReduceTiming(string Model, long Parameters, double Seconds)
{
    const int WarmUps = 2;
    const int Repetitions = 9;

    // Parameters of BERT with a classifier of two classes.
    static readonly (string Model, long Parameters)[] Sizes =
        [("bert-tiny", 4_386_178), ("bert-mini", 11_171_074), ("bert-small", 28_764_674), ("bert-base", 109_483_778)];

    /// <summary>Sums flat gradients of models' sizes; called by all processes.</summary>
    /// <param name="processes">Who sums.</param>
    /// <param name="device">The option <c>--device</c>.</param>
    /// <exception cref="EngineException">The device is not there, or the library reports an error.</exception>
    public static IReadOnlyList<AllReduceTiming> Measure(ICollective processes, string device)
    {
        var where = DeviceChoice.Of(device, TorchLibrary.Load(), processes.LocalRank);
        return [.. Sizes.Select(size => new AllReduceTiming(size.Model, size.Parameters, Median(processes, size.Parameters, where)))];
    }

    static double Median(ICollective processes, long parameters, Device device)
    {
        using var gradients = ones(parameters, ScalarType.Float32, device); // [N]
        using var scale = tensor(1f / processes.Size, device: device); // []
        var seconds = new double[Repetitions];
        for (var i = -WarmUps; i < Repetitions; i++)
        {
            processes.Wait();
            var clock = Stopwatch.StartNew();
            processes.Sum(gradients);
            using (var last = gradients.narrow(0, parameters - 1, 1)) // [1]
            using (last.cpu()) // waits for the device
            {
                if (i >= 0)
                {
                    seconds[i] = clock.Elapsed.TotalSeconds;
                }
            }

            gradients.mul_(scale);
        }

        return seconds.Order().ElementAt(Repetitions / 2);
    }
}
