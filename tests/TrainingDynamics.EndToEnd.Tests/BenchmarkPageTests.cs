using TrainingDynamics.Benchmarks;
using Xunit;

namespace TrainingDynamics.EndToEnd.Tests;

/// <summary>Nobody types a figure: pages are what the generator prints from the committed results.</summary>
public sealed class BenchmarkPageTests
{
    static readonly string Results = Path.Combine(Repository.Root, "tests", "TrainingDynamics.Benchmarks", "results");

    [Fact]
    public void The_page_is_put_together_from_the_committed_tables() =>
        Assert.Equal(ResultTable.Of(Results), File.ReadAllText(Path.Combine(Repository.Root, "docs", "benchmarks.md")));

    [Fact]
    public void The_table_of_the_analytics_is_that_of_their_figures() =>
        Assert.Equal(
            BenchmarkResults.Read(Path.Combine(Results, "analytics.json")).Page(), File.ReadAllText(Path.Combine(Results, "analytics.md")));
}
