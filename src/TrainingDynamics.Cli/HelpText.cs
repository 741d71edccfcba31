using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace TrainingDynamics.Cli;

/// <summary>
/// Prints the verb's own page instead of the library's list: one screen of 80 × 24 with an example, which the generated list with all its
/// aliases would not fit.
/// </summary>
sealed class HelpText(IReadOnlyDictionary<string, string> pages) : SynchronousCommandLineAction
{
    /// <summary>
    /// Makes <c>-h</c> and <c>--help</c> of the root and of every verb print their page, and <c>--help-all</c> of the verbs that have more
    /// options than a screen holds the full one.
    /// </summary>
    public static void Use(
        RootCommand root, IReadOnlyDictionary<string, string> pages, IReadOnlyDictionary<string, string> fullPages)
    {
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpText(pages);
        // The library takes Windows' spellings too; here they are paths.
        help.Aliases.Remove("/h");
        help.Aliases.Remove("/?");
        foreach (var command in root.Subcommands.Where(command => fullPages.ContainsKey(command.Name)))
        {
            command.Options.Add(new Option<bool>("--help-all") { Action = new HelpText(fullPages) });
        }
    }

    public override int Invoke(ParseResult parseResult)
    {
        parseResult.InvocationConfiguration.Output.WriteLine(pages[parseResult.CommandResult.Command.Name]);
        return (int)ExitCode.Done;
    }
}
