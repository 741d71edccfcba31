using System.Diagnostics;
using TrainingDynamics.Engine.Weights;
using TrainingDynamics.Engine.Weights.PyTorch;
using Xunit.Abstractions;
using static TorchSharp.torch;

namespace TrainingDynamics.Engine.Tests.PyTorch;

/// <summary>Files of torch with random damage: read, or refused with the named error, and nothing else.</summary>
public sealed class PickleMutationTests(ITestOutputHelper output)
{
    const int Mutations = 7_000;
    const long MostElements = 10_000;

    static double Cpu => Process.GetCurrentProcess().TotalProcessorTime.TotalSeconds;

    [Theory]
    [InlineData("legacy", 1)]
    [InlineData("legacy protocol 4", 2)]
    [InlineData("zip", 3)]
    public void A_damaged_file_is_read_or_refused(string save, int seed)
    {
        var original = TorchSaves.Named(save);
        var random = new Random(seed);
        var start = Cpu;
        var read = 0;
        for (var i = 0; i < Mutations; i++)
        {
            var mutated = Mutate(original, random);
            var e = Record.Exception(() => ReadAll(mutated));
            Assert.True(e is null or WeightsFormatException, $"seed {seed}, mutation {i}: {e}");
            if (e is null)
            {
                read++;
            }
        }

        output.WriteLine($"{save}: {Mutations} mutations, {read} read, {Mutations - read} refused, {Cpu - start:F1} s of CPU");
        Assert.InRange(read, Mutations / 100, Mutations * 99 / 100); // both ways are taken
    }

    [Fact]
    public void A_damaged_pickle_of_a_whole_checkpoint_is_read_or_refused()
    {
        var original = PickledBert.OfBefore2020();
        var damaged = original.ToArray();
        const int PickleBytes = 9_000; // nearly all that comes before the storages
        var random = new Random(4);
        var refused = 0;
        var start = Cpu;
        for (var i = 0; i < Mutations; i++)
        {
            var at = random.Next(PickleBytes);
            damaged[at] = (byte)random.Next(256);
            var e = Record.Exception(() => PyTorchFile.Open(new MemoryStream(damaged), "w.bin").Dispose());
            Assert.True(e is null or WeightsFormatException, $"mutation {i} at {at}: {e}");
            refused += e is null ? 0 : 1;
            damaged[at] = original[at];
        }

        output.WriteLine($"checkpoint: {Mutations} mutations, {Mutations - refused} read, {refused} refused, {Cpu - start:F1} s of CPU");
        Assert.InRange(refused, Mutations / 100, Mutations * 99 / 100);
    }

    static byte[] Mutate(byte[] original, Random random)
    {
        var bytes = original.ToList();
        for (var changes = random.Next(1, 4); changes > 0; changes--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes[at] = random.Next(2) == 0 ? (byte)0xff : (byte)0x7f;
                    break;
                case 3:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 9), bytes.Count - at));
                    break;
                case 4: // repeat a piece from elsewhere
                    var from = random.Next(bytes.Count);
                    bytes.InsertRange(at, bytes.GetRange(from, Math.Min(random.Next(1, 40), bytes.Count - from)));
                    break;
                default: // write a piece from elsewhere over it
                    var length = Math.Min(random.Next(1, 20), bytes.Count - at);
                    var source = bytes.GetRange(random.Next(bytes.Count - length + 1), length);
                    for (var k = 0; k < length; k++)
                    {
                        bytes[at + k] = source[k];
                    }

                    break;
            }
        }

        return [.. bytes];
    }

    static void ReadAll(byte[] bytes)
    {
        using var file = PyTorchFile.Open(new MemoryStream(bytes), "w.bin");
        foreach (var entry in file.Entries.Values.Where(entry => entry.Elements <= MostElements && entry.ElementType is "F64" or "F32" or "F16" or "BF16"))
        {
            using var destination = empty([.. entry.Shape]);
            file.CopyTo(entry.Name, destination);
        }
    }
}
