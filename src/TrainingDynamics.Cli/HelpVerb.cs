using System.CommandLine;

namespace TrainingDynamics.Cli;

/// <summary><c>td help</c>: the page of a verb, or the first page.</summary>
sealed class HelpVerb : IVerb
{
    readonly Argument<string?> _verb = new("VERB") { Arity = ArgumentArity.ZeroOrOne };

    /// <inheritdoc/>
    public string Page => """
        td help [VERB]: what a verb does and which options it has

          td help metrics

        VERB    the verb; without it the page that names all verbs. td VERB --help says
                the same
        """;

    /// <inheritdoc/>
    public bool HasResults => false;

    /// <inheritdoc/>
    public Command Command()
    {
        var command = new Command("help", "The page of a verb.") { _verb };
        command.SetAction(parsed => parsed.GetValue(_verb) switch
        {
            null => (int)CommandLine.Run(["--help"]),
            var verb when CommandLine.VerbNames.Contains(verb) => (int)CommandLine.Run([verb, "--help"]),
            var other => throw new UsageException(CommandLine.NoVerb(other)),
        });
        return command;
    }
}
