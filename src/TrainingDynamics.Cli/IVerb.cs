using System.CommandLine;

namespace TrainingDynamics.Cli;

/// <summary>One verb of the command line.</summary>
interface IVerb
{
    /// <summary>
    /// The help page: at most 23 lines of 80 columns, with an example, naming every option where there is no other page; a line about
    /// <c>--json</c> and <c>-q</c>, which no page has itself, comes below.
    /// </summary>
    string Page { get; }

    /// <summary>What <c>--help-all</c> prints, every option by groups; null where one screen holds them all.</summary>
    string? FullPage => null;

    /// <summary>Whether the verb prints results, which <c>--json</c> gives as an object; see <see cref="VerbOutput"/>.</summary>
    bool HasResults => true;

    /// <summary>The verb's arguments, options and action.</summary>
    Command Command();
}
