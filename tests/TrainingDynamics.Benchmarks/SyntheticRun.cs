using TrainingDynamics.Logs;

namespace TrainingDynamics.Benchmarks;

/// <summary>A run folder of any size.</summary>
static class SyntheticRun
{
    /// <summary>Logits are uniform in [-4, 4) and become more certain with the epochs; the seed is fixed.</summary>
    public static void Write(string folder, int examples, int epochs, int classes, LogFormat format)
    {
        for (var epoch = 0; epoch < epochs; epoch++)
        {
            var random = new Random(epoch);
            using var file = RecordFile.Create(Path.Combine(folder, "training_dynamics", DynamicsFile.NameOf(epoch, format)), epoch);
            var logits = new float[classes];
            for (var example = 0; example < examples; example++)
            {
                var gold = (int)((uint)(example * 2654435761u) % (uint)classes);
                for (var c = 0; c < classes; c++)
                {
                    logits[c] = (float)((random.NextDouble() * 8) - 4 + (c == gold ? epoch : 0));
                }

                file.Append(ExampleGuid.FromInteger(example), logits, gold, "cpu");
            }

            file.Finish();
            file.Publish();
        }
    }
}
