namespace TrainingDynamics.Cli;

/// <summary>One verb of the command line.</summary>
interface IVerb
{
    /// <summary>
    /// The help page: at most 23 lines of 80 columns, with an example. It names every option unless there is a full page. A line about
    /// <c>--json</c> and <c>-q</c> is added below.
    /// </summary>
    string Page { get; }

    /// <summary>The page of <c>--help-all</c>, every option by groups; null where one screen holds them all.</summary>
    string? FullPage => null;

    /// <summary>Whether the verb prints results, which <c>--json</c> gives as an object; see <see cref="VerbOutput"/>.</summary>
    bool HasResults => true;

    IReadOnlyList<Symbol> Symbols { get; }

    ExitCode Execute(ParseResult parsed);
}
