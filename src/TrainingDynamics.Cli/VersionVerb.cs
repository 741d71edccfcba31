using System.Reflection;
using System.Runtime.InteropServices;

namespace TrainingDynamics.Cli;

/// <summary><c>td version</c>: which td this is.</summary>
sealed class VersionVerb : IVerb
{
    public string Page => """
        td version: show the version of td, as td -V does

          td version --json
        """;

    public IReadOnlyList<Symbol> Symbols => [];

    public ExitCode Execute(ParseResult parsed)
    {
        var version = Assembly.GetExecutingAssembly().GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
        Console.WriteLine(version);
        VerbOutput.Json(() => new JsonObject
        {
            ["version"] = version,
            ["runtime"] = RuntimeInformation.FrameworkDescription,
            ["architecture"] = RuntimeInformation.ProcessArchitecture.ToString(),
        });
        return ExitCode.Done;
    }
}
