using TrainingDynamics.Benchmarks;

namespace TrainingDynamics.EndToEnd.Tests;

/// <summary>Nobody types a figure: the page is what the generator prints from the committed results.</summary>
public sealed class BenchmarkPageTests
{
    static readonly string Results = Path.Combine(Repository.Root, "tests", "TrainingDynamics.Benchmarks", "results");

    [Fact]
    public void The_page_is_written_from_the_committed_results() =>
        Assert.Equal(ResultTable.Of(Results), File.ReadAllText(Path.Combine(Repository.Root, "docs", "benchmarks.md")));

    [Fact]
    public void A_figure_is_printed_with_its_target_and_whether_it_was_missed()
    {
        var page = new BenchmarkResults(
            "Some figures", "a processor", 2, "2026-01-31", new Dictionary<string, string> { [".NET"] = "10.0.1" }, 0.4,
            [
                new("start", 149.6, "ms", 150), new("peak", 12.34, "MB", 10, Note: "worst 14"), new("faster", 1.504, "times", 4, true),
                BenchmarkFigure.Parse("share\t3\t%"), BenchmarkFigure.Parse("rate\t0.0139\t1/s\t>= 0.01\tof two"), new("unknown", double.NaN, "MiB"),
            ]).Section();
        Assert.Equal(
            """
            ## Some figures

            a processor, 2 threads, .NET 10.0.1, 2026-01-31; load 0.4 when it began.

            | what | measured | target |
            |---|---|---|
            | start | 150 ms | ≤ 150 ms |
            | peak (worst 14) | 12.3 MB | ≤ 10 MB, missed |
            | faster | 1.5 times | ≥ 4 times, missed |
            | share | 3 % |  |
            | rate (of two) | 0.0139 1/s | ≥ 0.01 1/s |
            | unknown | none |  |

            """,
            page);
    }
}
