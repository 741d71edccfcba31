namespace TrainingDynamics.Benchmarks;

/// <summary>One page of all committed results, generated so that no figure is typed.</summary>
static class ResultTable
{
    /// <summary>The sections of a results folder's files, by name.</summary>
    public static string Of(string folder) =>
        "# Benchmarks\n\nWritten by `tests/TrainingDynamics.Benchmarks/table.sh` from the results committed beside it.\n"
        + string.Concat(Directory.GetFiles(folder, "*.json").Order(StringComparer.Ordinal).Select(path => "\n" + BenchmarkResults.Read(path).Section()));
}
