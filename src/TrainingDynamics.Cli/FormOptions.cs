using System.CommandLine;
using TrainingDynamics.Data;

namespace TrainingDynamics.Cli;

/// <summary>The options that say how a file of text separates and quotes its fields.</summary>
sealed class FormOptions
{
    readonly Option<string?> _delimiter = new("--delimiter");
    readonly Option<string?> _quoting = new("--quoting");

    /// <summary>Both.</summary>
    public IReadOnlyList<Option> All => [_delimiter, _quoting];

    /// <summary>What they say; null what they do not.</summary>
    /// <exception cref="UsageException">The delimiter is no single character, or the quoting is not known.</exception>
    public TableForm Of(ParseResult parsed)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        return new TableForm(
            parsed.GetValue(_delimiter) switch
            {
                null => null,
                "tab" or "\\t" => '\t',
                [var one] when char.IsAscii(one) && one is not ('"' or '\r' or '\n') => one,
                var other => throw new UsageException($"{_delimiter.Name} is '{other}', expected one ASCII character that is no quotation mark, or tab"),
            },
            parsed.GetValue(_quoting) switch
            {
                null => null,
                "none" => Quoting.None,
                "csv" => Quoting.Csv,
                var other => throw new UsageException($"{_quoting.Name} is '{other}', expected none or csv"),
            });
    }
}
