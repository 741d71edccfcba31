using System.Security.Cryptography;
using TrainingDynamics.Logs;

namespace TrainingDynamics.EndToEnd.Tests;

/// <summary>A run of which a test knows every logit, over a training file that is there.</summary>
static class MadeUpRun
{
    /// <summary>Writes logs and manifest.</summary>
    /// <param name="path">The run folder.</param>
    /// <param name="trainFile">Where the examples come from.</param>
    /// <param name="task">By whose layout that file is read.</param>
    /// <param name="guids">[N].</param>
    /// <param name="golds">[N], 0 or 1.</param>
    /// <param name="labelNames">Of both classes.</param>
    /// <param name="epochs">How many.</param>
    /// <param name="margin">Of example and epoch: the logit of the gold class; the other one is 0.</param>
    public static RunFolder Write(
        string path,
        string trainFile,
        string task,
        ExampleGuid[] guids,
        double[] golds,
        IReadOnlyList<string> labelNames,
        int epochs,
        Func<int, int, float> margin)
    {
        var run = new RunFolder(path);
        for (var epoch = 0; epoch < epochs; epoch++)
        {
            using var writer = new DynamicsWriter([run.DynamicsPath(epoch)], epoch, guids, golds, "cpu");
            for (var i = 0; i < guids.Length; i++)
            {
                writer.Append([i], golds[i] == 0 ? [margin(i, epoch), 0] : [0, margin(i, epoch)]);
            }

            writer.Complete();
        }

        new RunManifest
        {
            Task = task,
            Model = "made-up",
            Started = DateTime.UtcNow,
            Seed = 1,
            Device = "cpu",
            Recording = "made up by a test",
            LabelNames = [.. labelNames],
            DataFiles = [new DataFileRecord("train", trainFile, Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(trainFile))), guids.Length)],
            Options = [],
            Versions = new Dictionary<string, string>(),
        }.Write(run.ManifestPath);
        return run;
    }

    /// <summary>The same over a file of the demo's form: guids count the rows, a row ends in its class.</summary>
    public static RunFolder Write(string path, string trainFile, int epochs, Func<int, int, float> margin)
    {
        double[] golds = [.. File.ReadLines(trainFile).Skip(1).Select(line => (double)(line[^1] - '0'))];
        ExampleGuid[] guids = [.. golds.Select((_, i) => ExampleGuid.FromInteger(i))];
        return Write(path, trainFile, "demo", guids, golds, ["negative", "positive"], epochs, margin);
    }
}
