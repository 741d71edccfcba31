namespace TrainingDynamics.Data;

/// <summary>One value of a row.</summary>
/// <param name="Kind">What the file says it is.</param>
/// <param name="Text">
/// The characters without quotation marks and escapes; a number as written, or from a binary file in its shortest form; empty when missing; for a
/// list or an object a description.
/// </param>
public readonly record struct Cell(CellKind Kind, string Text)
{
    internal static Cell Missing { get; } = new(CellKind.Missing, "");

    internal static Cell Of(long value) => new(CellKind.Integer, value.ToString(CultureInfo.InvariantCulture));

    /// <summary>The kind, where characters of an untyped file are judged by their look.</summary>
    public CellKind InferredKind => Kind switch
    {
        CellKind.Untyped when Text.Length == 0 => CellKind.Missing,
        CellKind.Untyped when TryInteger(out _) => CellKind.Integer,
        CellKind.Untyped when TryNumber(out _) => CellKind.Real,
        CellKind.Untyped => CellKind.Text,
        _ => Kind,
    };

    internal bool TryInteger(out long value) =>
        long.TryParse(Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);

    /// <summary>False also for NaN and infinities.</summary>
    internal bool TryNumber(out double value) =>
        double.TryParse(Text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
}
