namespace TrainingDynamics.Logs;

/// <summary>
/// The identity of an example, an integer or a string, kept as its file has it: <c>7</c> and <c>"7"</c> are different
/// guids and print differently in JSON. The default value is the integer 0.
/// </summary>
public readonly record struct ExampleGuid : IComparable<ExampleGuid>
{
    readonly string? _text;

    ExampleGuid(long integer, string? text) => (Integer, _text) = (integer, text);

    /// <summary>True when the guid is a 64-bit integer, false when it is a string.</summary>
    public bool IsInteger => _text is null;

    /// <summary>The integer; 0 when <see cref="IsInteger"/> is false.</summary>
    public long Integer { get; }

    /// <summary>A guid that JSON writes as a number.</summary>
    public static ExampleGuid FromInteger(long value) => new(value, null);

    /// <summary>A guid that JSON writes as a string.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="value"/> is null.</exception>
    public static ExampleGuid FromText(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new(0, value);
    }

    /// <summary>
    /// The guid of a data set's row: an integer if all of the id column are integers, else the text itself.
    /// </summary>
    /// <exception cref="FormatException"><paramref name="isInteger"/> and the text is no 64-bit integer.</exception>
    public static ExampleGuid FromColumn(string value, bool isInteger) =>
        isInteger ? FromInteger(long.Parse(value, CultureInfo.InvariantCulture)) : FromText(value);

    /// <inheritdoc/>
    public bool Equals(ExampleGuid other) => Integer == other.Integer && _text == other._text;

    /// <inheritdoc/>
    public override int GetHashCode() => _text is null ? Integer.GetHashCode() : _text.GetHashCode(StringComparison.Ordinal);

    /// <summary>Integers come before strings; integers in numeric order, strings in ordinal order.</summary>
    public int CompareTo(ExampleGuid other) => (_text, other._text) switch
    {
        (null, null) => Integer.CompareTo(other.Integer),
        (null, _) => -1,
        (_, null) => 1,
        _ => string.CompareOrdinal(_text, other._text),
    };

    /// <summary>The bare text, without JSON's quotes.</summary>
    public override string ToString() => _text ?? Integer.ToString(CultureInfo.InvariantCulture);
}
