using System.Globalization;
using System.Text.Json.Serialization;

namespace TrainingDynamics.Benchmarks;

/// <summary>One line of a results file.</summary>
/// <param name="What">What was measured, as the table prints it.</param>
/// <param name="Value">Median of the runs, or a ratio of two medians taken in turn; NaN where nothing told.</param>
/// <param name="Unit">ms, MB, times, %; empty for a plain number.</param>
/// <param name="Target">What was aimed at, in the same unit; null: nothing.</param>
/// <param name="HigherIsBetter">Whether the target is a least and not a most.</param>
/// <param name="Note">What else belongs to it, such as the spread; null: nothing.</param>
sealed record BenchmarkFigure(
    string What,
    [property: JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)] double Value,
    string Unit,
    double? Target = null,
    bool HigherIsBetter = false,
    string? Note = null)
{
    /// <summary>A line of tab-separated fields, by which scripts hand over what they measured: what, value, unit, target as
    /// <c>&lt;= 5</c> or <c>&gt;= 5</c>, note. The last two may be empty or left out.</summary>
    /// <exception cref="FormatException">The value or the target is no number.</exception>
    public static BenchmarkFigure Parse(string line)
    {
        var fields = line.Split('\t');
        var (target, note) = (fields.ElementAtOrDefault(3) ?? "", fields.ElementAtOrDefault(4) ?? "");
        return new BenchmarkFigure(
            fields[0],
            double.Parse(fields[1], CultureInfo.InvariantCulture),
            fields[2],
            target.Length == 0 ? null : double.Parse(target[2..], CultureInfo.InvariantCulture),
            target.StartsWith(">=", StringComparison.Ordinal),
            note.Length == 0 ? null : note);
    }

    /// <summary>The row of a Markdown table.</summary>
    public string Row() =>
        $"| {What}{(Note is null ? "" : $" ({Note})")} | {(double.IsNaN(Value) ? "none" : $"{Number(Value)} {Unit}".TrimEnd())} | {Aim()} |";

    string Aim() => Target is not { } target
        ? ""
        : $"{(HigherIsBetter ? "≥" : "≤")} {Number(target)} {Unit}".TrimEnd() + ((HigherIsBetter ? Value >= target : Value <= target) ? "" : ", missed");

    static string Number(double value) => Math.Abs(value) switch
    {
        >= 100 => value.ToString("N0", CultureInfo.InvariantCulture),
        >= 10 => value.ToString("0.#", CultureInfo.InvariantCulture),
        _ => value.ToString("G3", CultureInfo.InvariantCulture),
    };
}
