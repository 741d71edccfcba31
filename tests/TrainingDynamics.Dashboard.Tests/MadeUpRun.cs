using TrainingDynamics.Dashboard.Data;
using TrainingDynamics.Logs;

namespace TrainingDynamics.Dashboard.Tests;

/// <summary>A small run of easy, wavering and never learnt examples, the same on every machine, in memory or as logs.</summary>
sealed class MadeUpRun
{
    readonly uint _seed;

    /// <param name="count">Examples.</param>
    /// <param name="epochs">Epochs.</param>
    /// <param name="classes">Classes.</param>
    /// <param name="seed">Another one gives another run over the same examples.</param>
    public MadeUpRun(int count = 300, int epochs = 5, int classes = 2, uint seed = 1)
    {
        _seed = seed;
        Guids = [.. Enumerable.Range(0, count).Select(i => ExampleGuid.FromInteger((i * 37) % 1000 + (1000 * (i / 1000))))];
        Golds = [.. Enumerable.Range(0, count).Select(i => i % classes)];
        Logits = [.. Enumerable.Range(0, epochs).Select(e => Enumerable.Range(0, count).Select(i => LogitsOf(i, e, classes)).ToArray())];
    }

    /// <summary>[N].</summary>
    public ExampleGuid[] Guids { get; }

    /// <summary>[N].</summary>
    public int[] Golds { get; }

    /// <summary>[E][N][C].</summary>
    public float[][][] Logits { get; }

    /// <summary>Writes an epoch's file.</summary>
    /// <param name="run">The run folder.</param>
    /// <param name="epoch">0-based.</param>
    /// <param name="order">The order of the records; null: that of the guids here.</param>
    public void Write(string run, int epoch, int[]? order = null)
    {
        using var writer = new DynamicsWriter([new RunFolder(run).DynamicsPath(epoch)], epoch, Guids, [.. Golds.Select(gold => (double)gold)], "cpu");
        foreach (var i in order ?? [.. Enumerable.Range(0, Guids.Length)])
        {
            writer.Append([i], Logits[epoch][i]);
        }

        writer.Complete();
    }

    /// <summary>Writes all of them.</summary>
    public void Write(string run)
    {
        for (var epoch = 0; epoch < Logits.Length; epoch++)
        {
            Write(run, epoch);
        }
    }

    /// <summary>The columns, by way of the disk, as the dashboard gets them.</summary>
    public DynamicsData Data()
    {
        using var folder = new TemporaryFolder();
        Write(folder.Path);
        return new DynamicsLoader(folder.Path).Refresh()!;
    }

    /// <summary>With texts and label names.</summary>
    public Snapshot Snapshot(Settings? settings = null) => new()
    {
        Path = "/runs/made-up",
        Now = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc),
        Data = Data(),
        Settings = settings ?? new Settings(),
        LabelNames = ["negative", "positive"],
        TextOf = Guids.Select((guid, i) => (guid, i)).ToDictionary(pair => pair.guid, pair => TextOf(pair.i)).GetValueOrDefault!,
    };

    static string TextOf(int i) =>
        $"{(i % 3 == 0 ? "a dull" : i % 3 == 1 ? "a charming" : "an uneven")} film number {i}{(i % 7 == 0 ? ", with naïve 映画 in it" : "")}";

    float[] LogitsOf(int i, int epoch, int classes)
    {
        var kind = i % 10;
        var lean = kind < 6 ? 0.8 * (epoch + 0.5) * (1 + (0.1 * (i % 7))) : kind < 9 ? (3.5 * Noise(i, epoch)) + (0.2 * epoch) : -0.5 * (epoch + 1);
        var logits = new float[classes];
        for (var c = 0; c < classes; c++)
        {
            logits[c] = (float)((c == Golds[i] ? lean : 0) + (0.2 * Noise(i, 100 + epoch + (10 * c))));
        }

        return logits;
    }

    // In [-1, 1); a hash, because the library's random numbers may change with its version.
    double Noise(int a, int b)
    {
        var x = ((uint)a * 2654435761u) ^ ((uint)b * 40503u) ^ (_seed * 97u);
        x = (x ^ (x >> 15)) * 2246822519u;
        x = (x ^ (x >> 13)) * 3266489917u;
        return ((x ^ (x >> 16)) / 2147483648.0) - 1;
    }
}
