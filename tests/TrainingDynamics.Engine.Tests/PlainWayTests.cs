using System.Text.Json;
using TrainingDynamics.Engine.Models;
using TrainingDynamics.Engine.Training;

namespace TrainingDynamics.Engine.Tests;

/// <summary>Whole runs on the CPU's own encoder beside autograd's.</summary>
public sealed class PlainWayTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(Precision.Fp32, true)] // packed rows: padding is never computed
    [InlineData(Precision.Bf16, false)] // padded rows: dropout draws for them, too
    public void Padding_to_the_maximum_length_matters_where_padding_is_computed(Precision precision, bool equal)
    {
        var data = SmallTask.Data(train: 32, dev: 8);
        string Train(string name, bool pad)
        {
            var options = SmallTask.Options(_folder) with { OutputDir = _folder[name], Epochs = 1, Precision = precision, PadToMaxLength = pad };
            return File.ReadAllText(TrainingRun.Run(options, data, new Observations(), CancellationToken.None).Folder.DynamicsPath(0));
        }

        Assert.Equal(equal, Train("longest", pad: false) == Train("maximum", pad: true));
    }

    [Fact]
    public void The_plain_way_gives_the_same_logits_but_for_rounding()
    {
        var data = SmallTask.Data(train: 32, dev: 8);
        float[] Train(bool plain)
        {
            var options = SmallTask.Options(_folder) with { OutputDir = _folder[$"plain {plain}"], Epochs = 1, Dropout = 0, Plain = plain };
            var summary = TrainingRun.Run(options, data, new Observations(), CancellationToken.None);
            return [.. File.ReadLines(summary.Folder.DynamicsPath(0))
                .SelectMany(line => GoldenModel.Floats(JsonDocument.Parse(line).RootElement.GetProperty("logits_epoch_0")))];
        }

        // Four steps of AdamW, each of which makes as much of a gradient's last bits as of the gradient.
        var differences = Train(plain: false).Zip(Train(plain: true), (a, b) => Math.Abs(a - b)).ToArray();
        Assert.InRange(differences.Max(), float.Epsilon, 1e-3f);
    }
}
