using System.CommandLine;

namespace TrainingDynamics.Cli;

/// <summary>One verb of the command line.</summary>
interface IVerb
{
    /// <summary>The help page: at most 24 lines of 80 columns, with an example, naming every option where there is no other page.</summary>
    string Page { get; }

    /// <summary>What <c>--help-all</c> prints, every option by groups; null where one screen holds them all.</summary>
    string? FullPage => null;

    /// <summary>The verb's arguments, options and action.</summary>
    Command Command();
}
