using TrainingDynamics.Benchmarks;

namespace TrainingDynamics.EndToEnd.Tests;

/// <summary>Nobody types a figure: pages are what the generator prints from the committed results.</summary>
public sealed class BenchmarkPageTests
{
    static readonly string Results = Path.Combine(Repository.Root, "tests", "TrainingDynamics.Benchmarks", "results");

    [Fact]
    public void The_page_is_put_together_from_the_committed_tables() =>
        Assert.Equal(ResultTable.Of(Results), File.ReadAllText(Path.Combine(Repository.Root, "docs", "benchmarks.md")));

    [Fact]
    public void Every_table_is_that_of_the_figures_beside_it()
    {
        // The engine's and the dashboard's scripts write tables of their own.
        var written = Directory.GetFiles(Results, "*.json").Where(path => File.ReadAllText(path).Contains("\"title\"", StringComparison.Ordinal));
        Assert.NotEmpty(written);
        Assert.All(written, path => Assert.Equal(BenchmarkResults.Read(path).Page(), File.ReadAllText(Path.ChangeExtension(path, ".md"))));
    }

    [Fact]
    public void A_figure_is_printed_with_its_target_and_whether_it_was_missed()
    {
        var page = new BenchmarkResults(
            "Some figures", "a processor", 2, "2026-01-31", new Dictionary<string, string> { [".NET"] = "10.0.1" }, 0.4,
            [new("start", 149.6, "ms", 150), new("peak", 12.34, "MB", 10), new("faster", 1.504, "times", 4, true), new("share", 3, "%")]).Page();
        Assert.Equal(
            """
            # Some figures

            2 cores of a processor, .NET 10.0.1, 2026-01-31; load 0.4 when it began. Medians of runs in turn.

            | what | measured | target |
            |---|---|---|
            | start | 150 ms | ≤ 150 ms |
            | peak | 12.3 MB | ≤ 10 MB, missed |
            | faster | 1.5 times | ≥ 4 times, missed |
            | share | 3 % |  |

            """,
            page);
    }
}
