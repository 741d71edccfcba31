using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace TrainingDynamics.Cli;

/// <summary>
/// Prints the verb's own page instead of the library's list: one screen of 80 × 24 with an example, which the generated
/// list with all its aliases does not fit.
/// </summary>
sealed class HelpText(IReadOnlyDictionary<string, string> pages) : SynchronousCommandLineAction
{
    /// <summary>Makes <c>-h</c> and <c>--help</c> of the root and of every verb print their page.</summary>
    /// <param name="root">The root command, whose page is under its own name.</param>
    /// <param name="pages">Page by command name.</param>
    public static void Use(RootCommand root, IReadOnlyDictionary<string, string> pages) =>
        root.Options.OfType<HelpOption>().Single().Action = new HelpText(pages);

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        parseResult.InvocationConfiguration.Output.WriteLine(pages[parseResult.CommandResult.Command.Name]);
        return (int)ExitCode.Done;
    }
}
