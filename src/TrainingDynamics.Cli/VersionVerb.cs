using System.CommandLine;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace TrainingDynamics.Cli;

/// <summary><c>td version</c>: which td this is.</summary>
sealed class VersionVerb : IVerb
{
    /// <inheritdoc/>
    public string Page => """
        td version: the version of td; td -V says the same

          td version --json
        """;

    /// <inheritdoc/>
    public Command Command()
    {
        var command = new Command("version", "The version of td.");
        command.SetAction(_ =>
        {
            var version = Assembly.GetExecutingAssembly().GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
            Console.WriteLine(version);
            VerbOutput.Json(() => new JsonObject
            {
                ["version"] = version,
                ["runtime"] = RuntimeInformation.FrameworkDescription,
                ["architecture"] = RuntimeInformation.ProcessArchitecture.ToString(),
            });
            return (int)ExitCode.Done;
        });
        return command;
    }
}
