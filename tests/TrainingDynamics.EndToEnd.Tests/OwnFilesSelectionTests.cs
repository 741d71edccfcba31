using TrainingDynamics.Data;
using TrainingDynamics.Logs;

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
        ExampleGuid[] guids = [.. source.Examples.Select(example => ExampleGuid.FromColumn(example.Guid, source.HasIntegerGuids))];
        MadeUpRun.Write(_folder["run"], path, "mine", guids, [.. source.Examples.Select(example => example.Gold)], source.LabelNames, epochs: 1, (i, _) => i);

        var result = TdProcess.Run(
            "select", _folder["run"], "--metric", "confidence", "--fraction", "0.5", "--output-dir", _folder["sets"]);

        Assert.Equal("", result.Error);
        var selected = _folder["sets", "ranked_confidence_0.5", name];
        // The model is the surer the later the example comes, so the first two are the least confident.
        Assert.Equal(source.Examples.Take(2).Select(Anywhere), OwnFiles.Load(new OwnFilesRequest(selected, selected)).Train.Examples.Select(Anywhere));
    }

    static Example Anywhere(Example example) => example with { Row = null, Line = null };
}
