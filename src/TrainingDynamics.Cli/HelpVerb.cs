namespace TrainingDynamics.Cli;

/// <summary><c>td help</c>: the page of a verb, or the first page.</summary>
sealed class HelpVerb : IVerb
{
    readonly Argument<string?> _verb = new("VERB") { Arity = ArgumentArity.ZeroOrOne };

    public string Page => """
        td help [VERB]: show what a verb does and which options it has

          td help metrics

        VERB    the verb; without it, the page that lists all verbs. td VERB --help
                shows the same
        """;

    public bool HasResults => false;

    public IReadOnlyList<Symbol> Symbols => [_verb];

    public ExitCode Execute(ParseResult parsed) => parsed.GetValue(_verb) switch
    {
        null => CommandLine.Run(["--help"]),
        var verb when CommandLine.VerbNames.Contains(verb) => CommandLine.Run([verb, "--help"]),
        var other => throw new UsageException(CommandLine.NoVerb(other)),
    };
}
