using TrainingDynamics.Dashboard.Keys;

namespace TrainingDynamics.Dashboard.Tests;

public sealed class KeyTableTests
{
    const string Head = "| key | page | what it does |\n|---|---|---|\n";

    /// <summary>With TD_UPDATE_SCREENS=1 the document's table is written anew.</summary>
    [Fact]
    public void The_document_names_every_key_and_no_other()
    {
        var path = Path.Combine(GoldenScreen.Folder(), "..", "..", "docs", "dashboard.md");
        var expected = string.Concat(KeyTable.All.Select(binding => $"| `{binding.Shown}` | {binding.Page?.ToString() ?? "all"} | {binding.Does} |\n"));
        var document = File.ReadAllText(path);
        var at = document.IndexOf(Head, StringComparison.Ordinal) + Head.Length;
        if (Environment.GetEnvironmentVariable("TD_UPDATE_SCREENS") == "1")
        {
            document = document[..at] + expected;
            File.WriteAllText(path, document);
        }

        Assert.Equal(expected, document[at..]);
    }
}
