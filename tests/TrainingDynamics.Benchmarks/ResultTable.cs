namespace TrainingDynamics.Benchmarks;

/// <summary>One page of all committed results, generated so that no figure is typed.</summary>
static class ResultTable
{
    /// <summary>The tables of a results folder, each of which its benchmark wrote beside its figures, by name.</summary>
    public static string Of(string folder) =>
        "# Benchmarks\n\nPut together by `tests/TrainingDynamics.Benchmarks/table.sh` from the results committed beside it.\n"
        + string.Concat(Directory.GetFiles(folder, "*.md").Order(StringComparer.Ordinal)
            .Select(path => $"\n{string.Concat(File.ReadLines(path).Select(line => line.StartsWith('#') ? $"#{line}\n" : $"{line}\n"))}"));
}
