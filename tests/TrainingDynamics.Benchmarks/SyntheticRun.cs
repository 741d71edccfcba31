using System.Globalization;
using System.Text;

namespace TrainingDynamics.Benchmarks;

/// <summary>A run folder of any size with records as the original's Python writes them.</summary>
static class SyntheticRun
{
    /// <summary>Logits are uniform in [-4, 4) and become more certain with the epochs; the seed is fixed.</summary>
    public static void Write(string folder, int examples, int epochs, int classes)
    {
        var dynamics = Path.Combine(folder, "training_dynamics");
        Directory.CreateDirectory(dynamics);
        for (var epoch = 0; epoch < epochs; epoch++)
        {
            var random = new Random(epoch);
            using var file = new StreamWriter(Path.Combine(dynamics, $"dynamics_epoch_{epoch}.jsonl"), false, new UTF8Encoding(false), 1 << 20);
            for (var example = 0; example < examples; example++)
            {
                var gold = (int)((uint)(example * 2654435761u) % (uint)classes);
                file.Write(string.Create(CultureInfo.InvariantCulture, $"{{\"guid\": {example}, \"logits_epoch_{epoch}\": ["));
                for (var c = 0; c < classes; c++)
                {
                    var logit = (float)((random.NextDouble() * 8) - 4 + (c == gold ? epoch : 0));
                    file.Write(string.Create(CultureInfo.InvariantCulture, $"{(c > 0 ? ", " : "")}{(double)logit:R}").Replace('E', 'e'));
                }

                file.Write(string.Create(CultureInfo.InvariantCulture, $"], \"gold\": {gold}, \"device\": \"cpu\"}}\n"));
            }
        }
    }
}
