using System.CommandLine;

namespace TrainingDynamics.Cli;

/// <summary>One verb of the command line.</summary>
interface IVerb
{
    /// <summary>The help page: at most 24 lines of 80 columns, with an example, naming every option.</summary>
    string Page { get; }

    /// <summary>The verb's arguments, options and action.</summary>
    Command Command();
}
