using TrainingDynamics.Logs;
using TrainingDynamics.Text.Datasets;

namespace TrainingDynamics.EndToEnd.Tests;

/// <summary>Own files, their selection by <c>td select</c>, and the selection read as own files again.</summary>
public sealed class OwnFilesSelectionTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("train.csv", "id,text,label\r\nx0,\"a, \"\"b\"\"\",no\r\n\r\nx1,\"c\nd\",yes\r\nx2,,no\r\nx3,e,yes")]
    [InlineData("train.tsv", "id\ttext\tlabel\nx0\t\"a\tno\nx1\tb \"\"\tyes\nx2\tc\tno\n\nx3\td\tyes\n")]
    [InlineData("train.jsonl", "{\"id\": \"x0\", \"text\": \"a\\n\", \"label\": \"no\"}\n\n{\"label\": \"yes\", \"text\": \"b\", \"id\": \"x1\"}\n{\"id\": \"x2\", \"text\": \"c\", \"label\": \"no\"}\n{\"id\": \"x3\", \"text\": \"d\", \"label\": \"yes\"}")]
    public void A_selection_is_trained_on_like_its_source(string name, string content)
    {
        var path = _folder.Write(name, content);
        var source = OwnFiles.Load(new OwnFilesRequest(path, path)).Train;
        WriteRun(path, source);

        var result = TdProcess.Run(
            "select", _folder["run"], "--metric", "confidence", "--fraction", "0.5", "--output-dir", _folder["sets"]);

        Assert.Equal("", result.Error);
        var selected = _folder["sets", "ranked_confidence_0.5", name];
        // The model is the surer the later the example comes, so the first two are the least confident.
        Assert.Equal(source.Examples.Take(2), OwnFiles.Load(new OwnFilesRequest(selected, selected)).Train.Examples);
    }

    void WriteRun(string trainFile, Dataset train)
    {
        var run = new RunFolder(_folder["run"]);
        var guids = train.Examples.Select(example => ExampleGuid.FromColumn(example.Guid, train.HasIntegerGuids)).ToArray();
        var golds = train.Examples.Select(example => example.Gold).ToArray();
        using (var writer = new DynamicsWriter(run.DynamicsPath(0), 0, guids, golds, "cpu"))
        {
            for (var i = 0; i < guids.Length; i++)
                writer.Append([i], golds[i] == 0 ? [i, 0] : [0, i]);
            writer.Complete();
        }

        new RunManifest
        {
            Task = "mine",
            Model = "made-up",
            Started = DateTime.UtcNow,
            Seed = 1,
            Device = "cpu",
            Recording = "made up by a test",
            LabelNames = train.LabelNames,
            DataFiles = [new DataFileRecord("train", trainFile, train.Sha256, guids.Length)],
            Options = [],
            Versions = new Dictionary<string, string>(),
        }.Write(run.ManifestPath);
    }
}
