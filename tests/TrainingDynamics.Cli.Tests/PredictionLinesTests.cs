using System.Text;
using TrainingDynamics.Engine.Predicting;

namespace TrainingDynamics.Cli.Tests;

public sealed class PredictionLinesTests : IDisposable
{
    readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    List<PredictionInput> Read(string lines)
    {
        File.WriteAllText(_path, lines);
        return [.. PredictionLines.Read(_path, CancellationToken.None).Select(input => input with { Place = null })];
    }

    static string Written(Prediction prediction, bool isRegression = false, bool ids = false)
    {
        using var stream = new MemoryStream();
        PredictionWriter.Write(stream, prediction, ["no", "yes"], isRegression, ids);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    [Fact]
    public void Texts_pairs_and_guids_are_read_as_they_are_and_blank_lines_skipped() => Assert.Equal(
        [
            new PredictionInput("a \"b\" é", null, null),
            new PredictionInput("", "second", "7"),
            new PredictionInput("c", null, "\"x7\""),
        ],
        Read("{\"text\": \"a \\\"b\\\" \\u00e9\"}\r\n\n{\"guid\": 7, \"text_pair\": \"second\", \"text\": \"\"}\n  \n{\"text\": \"c\", \"text_pair\": null, \"guid\": \"x7\", \"more\": [1]}"));

    [Theory]
    [InlineData("{\"text\": \"a\"}\n{\"txt\": \"b\"}", 2)]
    [InlineData("{\"text\": \"a\"}\n\n{\"text\": \"b\"", 3)]
    [InlineData("[\"a\"]", 1)]
    [InlineData("{\"text\": 3}", 1)]
    [InlineData("{\"text\": \"a\", \"text_pair\": 3}", 1)]
    public void A_line_that_is_none_is_named(string lines, int line) => Assert.Equal(
        $"{_path}, line {line}: expected a JSON object with a text, such as {{\"text\": \"…\", \"text_pair\": \"…\"}}",
        Assert.Throws<UsageException>(() => Read(lines)).Message);

    [Fact]
    public void A_file_that_is_not_there_or_not_UTF_8_is_named()
    {
        Assert.StartsWith("/no/such.jsonl: cannot be read: ", Assert.Throws<UsageException>(() => PredictionLines.Read("/no/such.jsonl", CancellationToken.None).ToList()).Message, StringComparison.Ordinal);
        File.WriteAllBytes(_path, [.. "{\"text\": \""u8, 0xff, .. "\"}"u8]);
        Assert.StartsWith($"{_path}, line 1 or a few behind it: found bytes that are not UTF-8", Assert.Throws<UsageException>(() => PredictionLines.Read(_path, CancellationToken.None).ToList()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_prediction_is_one_line_of_JSON()
    {
        // softmax(0, ln 3) = (1/4, 3/4); float32 prints its shortest text.
        var prediction = new Prediction(new PredictionInput("ä", null, "\"x\""), [0f, MathF.Log(3)], [2, 17, 3]);
        Assert.Equal("{\"guid\":\"x\",\"logits\":[0,1.0986123],\"probabilities\":[0.25,0.75],\"label\":\"yes\"}\n", Written(prediction));
        Assert.Equal(
            "{\"guid\":\"x\",\"logits\":[0,1.0986123],\"probabilities\":[0.25,0.75],\"label\":\"yes\",\"input_ids\":[2,17,3]}\n",
            Written(prediction, ids: true));
        Assert.Equal("{\"logits\":[3.8],\"score\":3.8}\n", Written(new Prediction(new PredictionInput("a", "b", null), [3.8f], [2]), isRegression: true));
    }
}
