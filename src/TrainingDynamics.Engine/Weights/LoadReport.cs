namespace TrainingDynamics.Engine.Weights;

/// <summary>What loading a checkpoint did and did not find.</summary>
/// <param name="Loaded">Number of tensors taken from the checkpoint.</param>
/// <param name="Tensors">
/// The others: first those that the checkpoint lacks, then those of another shape, then those that the model lacks, except heads of
/// pre-training and buffers; empty if checkpoint and model have the same tensors.
/// </param>
public sealed record LoadReport(int Loaded, IReadOnlyList<TensorReport> Tensors)
{
    const int Width = 80;
    const int MostRows = 30;

    /// <summary>Names of the tensors that start fresh.</summary>
    public IReadOnlyList<string> Initialized =>
        [.. Tensors.Where(tensor => tensor.Outcome != TensorOutcome.Unexpected).Select(tensor => tensor.Name)];

    /// <summary>The checkpoint's names of the tensors that are not used.</summary>
    public IReadOnlyList<string> Unused =>
        [.. Tensors.Where(tensor => tensor.Outcome == TensorOutcome.Unexpected).Select(tensor => tensor.Name)];

    /// <summary>
    /// <see cref="Tensors"/> as lines of at most 80 columns, a heading first; none when there are none. Long names lose their
    /// beginning, and after 30 rows the rest is counted.
    /// </summary>
    public IReadOnlyList<string> ToTable()
    {
        if (Tensors.Count == 0)
        {
            return [];
        }

        string[][] rows =
        [
            ["outcome", "tensor", "found", "expected"],
            .. Tensors.Take(MostRows).Select(tensor => new[] { Word(tensor.Outcome), tensor.Name, Shape(tensor.Found), Shape(tensor.Expected) }),
        ];
        int[] widths = [.. Enumerable.Range(0, 4).Select(column => rows.Max(row => row[column].Length))];
        widths[1] = Math.Min(widths[1], Width - widths[0] - widths[2] - widths[3] - 6);
        var lines = rows
            .Select(row => string.Join("  ", row.Select((cell, column) => End(cell, widths[column]).PadRight(widths[column]))).TrimEnd());
        return Tensors.Count > MostRows ? [.. lines, $"and {Tensors.Count - MostRows} more"] : [.. lines];
    }

    /// <summary>A shape as the table and the errors show it.</summary>
    internal static string Shape(IReadOnlyList<long>? shape) => shape is null ? "-" : $"[{string.Join(", ", shape)}]";

    static string Word(TensorOutcome outcome) => outcome switch
    {
        TensorOutcome.Missing => "missing",
        TensorOutcome.WrongShape => "wrong shape",
        _ => "unexpected",
    };

    static string End(string text, int width) => text.Length <= width ? text : $"…{text[^(Math.Max(width, 1) - 1)..]}";
}

/// <summary>What became of a tensor that was not simply loaded.</summary>
public enum TensorOutcome
{
    /// <summary>The model has it, the checkpoint does not: it starts fresh.</summary>
    Missing,

    /// <summary>Both have it, in different shapes: it starts fresh.</summary>
    WrongShape,

    /// <summary>The checkpoint has it, the model does not: it is not used.</summary>
    Unexpected,
}

/// <summary>A tensor that was not simply loaded.</summary>
/// <param name="Name">The model's name; of an unexpected one, the checkpoint's.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Found">Shape in the checkpoint; null when it is not there.</param>
/// <param name="Expected">Shape in the model; null when it is not there.</param>
public sealed record TensorReport(string Name, TensorOutcome Outcome, IReadOnlyList<long>? Found, IReadOnlyList<long>? Expected);
