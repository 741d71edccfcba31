using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace TrainingDynamics.EndToEnd.Tests;

/// <summary>The arrows of the design: who may reference whom, read from the built assemblies.</summary>
public sealed class ArchitectureTests
{
    static readonly Dictionary<string, string[]> Arrows = new()
    {
        ["TrainingDynamics.Data"] = ["TrainingDynamics.Logs"],
        ["TrainingDynamics.Hub"] = [],
        ["TrainingDynamics.Logs"] = [],
        ["TrainingDynamics.Text"] = ["TrainingDynamics.Data", "TrainingDynamics.Logs"],
        ["TrainingDynamics.Engine"] =
            ["TrainingDynamics.Data", "TrainingDynamics.Hub", "TrainingDynamics.Logs", "TrainingDynamics.Text"],
        ["TrainingDynamics.Analytics"] = ["TrainingDynamics.Data", "TrainingDynamics.Logs"],
        ["TrainingDynamics.Charts"] = ["TrainingDynamics.Analytics", "TrainingDynamics.Logs"],
        ["TrainingDynamics.Dashboard"] =
            ["TrainingDynamics.Analytics", "TrainingDynamics.Charts", "TrainingDynamics.Data", "TrainingDynamics.Logs"],
        ["TrainingDynamics.Review"] = ["TrainingDynamics.Analytics", "TrainingDynamics.Data", "TrainingDynamics.Logs"],
        ["TrainingDynamics.Report"] = ["TrainingDynamics.Analytics", "TrainingDynamics.Logs"],
        ["td"] =
        [
            "TrainingDynamics.Analytics", "TrainingDynamics.Charts", "TrainingDynamics.Dashboard", "TrainingDynamics.Data",
            "TrainingDynamics.Engine", "TrainingDynamics.Hub", "TrainingDynamics.Logs", "TrainingDynamics.Report", "TrainingDynamics.Review", "TrainingDynamics.Text",
        ],
    };

    static readonly Dictionary<string, string[]> Libraries = new()
    {
        ["TorchSharp"] = ["TrainingDynamics.Engine"],
        ["Deedle"] = ["TrainingDynamics.Analytics"],
        ["FSharp.Core"] = ["TrainingDynamics.Analytics", "TrainingDynamics.Report", "TrainingDynamics.Review"],
        ["ScottPlot"] = ["TrainingDynamics.Charts"],
        ["SkiaSharp"] = ["TrainingDynamics.Charts"],
        ["Terminal.Gui"] = ["TrainingDynamics.Dashboard"],
        ["System.CommandLine"] = ["td"],
        ["Spectre.Console"] = ["td"],
        ["Microsoft.ML.Tokenizers"] = ["TrainingDynamics.Text"],
        ["Tokenizers.DotNet"] = ["TrainingDynamics.Text"],
        ["Google.Protobuf"] = ["TrainingDynamics.Text"],
        ["ParquetSharp"] = ["TrainingDynamics.Data", "TrainingDynamics.Logs"],
        ["Plotly.NET"] = ["TrainingDynamics.Report"],
    };

    public static TheoryData<string> Projects => [.. Arrows.Keys];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_references_only_what_the_design_allows(string project)
    {
        var references = References(project);
        Assert.All(
            references.Where(name => name.StartsWith("TrainingDynamics.", StringComparison.Ordinal) || name == "td"),
            name => Assert.Contains(name, Arrows[project]));
        foreach (var (library, allowed) in Libraries.Where(library => references.Contains(library.Key)))
        {
            Assert.True(allowed.Contains(project), $"{project} references {library}, which only {string.Join(", ", allowed)} may");
        }
    }

    [Fact]
    public void Every_source_project_has_arrows_and_tests_of_its_own()
    {
        var projects = Directory.GetDirectories(Path.Combine(Repository.Root, "src")).Select(Path.GetFileName).ToList();
        Assert.Equal(Arrows.Keys.Select(name => name == "td" ? "TrainingDynamics.Cli" : name).Order(), projects.Order());
        Assert.All(projects, name => Assert.True(Directory.Exists(Path.Combine(Repository.Root, "tests", $"{name}.Tests")), $"no tests/{name}.Tests"));
    }

    [Fact]
    public void The_reader_of_references_sees_what_is_there()
    {
        Assert.Contains("TorchSharp", References("TrainingDynamics.Engine"));
        Assert.Contains("TrainingDynamics.Logs", References("TrainingDynamics.Analytics"));
    }

    static HashSet<string> References(string assembly)
    {
        using var stream = File.OpenRead(Path.Combine(AppContext.BaseDirectory, $"{assembly}.dll"));
        using var image = new PEReader(stream);
        var metadata = image.GetMetadataReader();
        return [.. metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))];
    }
}
