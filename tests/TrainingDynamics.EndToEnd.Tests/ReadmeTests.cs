using System.Text.RegularExpressions;
using TrainingDynamics.Cli;

namespace TrainingDynamics.EndToEnd.Tests;

/// <summary>Prose that nobody runs rots; this runs it.</summary>
public sealed partial class ReadmeTests
{
    static readonly string Readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));

    [Fact]
    public void It_is_under_200_lines() => Assert.InRange(Readme.Split('\n').Length, 1, 199);

    [Fact]
    public void Every_td_command_in_it_parses()
    {
        var commands = Commands().Matches(Readme).Select(match => match.Groups[1].Value.Trim()).ToList();
        Assert.NotEmpty(commands);
        Assert.All(commands, command => Assert.Empty(CommandLine.Root().Parse(CommandLine.Dashed(command.Split(' ', StringSplitOptions.RemoveEmptyEntries))).Errors));
    }

    [Fact]
    public void Every_verb_is_in_it() =>
        Assert.All(CommandLine.Root().Subcommands, verb => Assert.Contains($"td {verb.Name}", Readme, StringComparison.Ordinal));

    [Fact]
    public void Every_script_and_picture_it_names_exists() =>
        Assert.All(
            Paths().Matches(Readme).Select(match => match.Groups[1].Value).Distinct(),
            path => Assert.True(Path.Exists(Path.Combine(Repository.Root, path)), $"{path} is named in README.md"));

    [Fact]
    public void Every_place_on_an_example_s_way_exists()
    {
        var places = Places().Matches(Readme).Select(match => Path.Combine(Repository.Root, "src", $"TrainingDynamics.{match.Groups[1].Value}")).ToList();
        Assert.InRange(places.Count, 7, 100);
        Assert.All(places, path => Assert.True(Path.Exists(path), $"{path} is named in README.md"));
    }

    [Fact]
    public void Every_place_that_the_page_on_the_architecture_names_exists()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "architecture.md"));
        var places = Places().Matches(page).Select(match => Path.Combine(Repository.Root, "src", $"TrainingDynamics.{match.Groups[1].Value}")).ToList();
        Assert.InRange(places.Count, 20, 100);
        Assert.All(places, path => Assert.True(Path.Exists(path), $"{path} is named in docs/architecture.md"));
        Assert.All(
            Directory.GetDirectories(Path.Combine(Repository.Root, "src")).Select(Path.GetFileName),
            project => Assert.Contains($"src/{project} ", page, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_promise_is_held_by_a_test_that_exists()
    {
        var tests = Repository.Sources("tests", ".cs", ".fs").Select(Path.GetFileNameWithoutExtension).ToHashSet();
        var named = TestNames().Matches(Readme).Select(match => match.Groups[1].Value).Distinct().ToList();
        Assert.InRange(named.Count, 9, 100);
        Assert.All(named, name => Assert.Contains(name, tests));
    }

    [Fact]
    public void Every_direct_dependency_has_its_version_and_a_reason()
    {
        var direct = Repository.Sources(".", "paket.references").SelectMany(File.ReadLines)
            .Select(line => line.Trim()).Where(line => line.Length > 0).Distinct();
        var versions = File.ReadLines(Path.Combine(Repository.Root, "paket.dependencies"))
            .Select(line => Pin().Match(line)).Where(match => match.Success)
            .ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);
        Assert.All(direct, package => Assert.Matches(
            $@"\| {Regex.Escape(package)} \| {Regex.Escape(versions[package])} \| [^|]{{10,}} \|", Readme));
    }

    [GeneratedRegex(@"^(?:\./scripts/)?td ((?:train|metrics|plot|report|experiment|select|compare|convert|issues|inject-noise|predict|review|fix|effect|merge|status|list|watch|doctor|help|version|completion)[^#\n]*)", RegexOptions.Multiline)]
    private static partial Regex Commands();

    [GeneratedRegex(@"(?:\]\(|\./|`)((?:scripts|docs|data|tests|src)/[A-Za-z0-9_./-]*[A-Za-z0-9_])")]
    private static partial Regex Paths();

    [GeneratedRegex(@"`((?:Cli|Data|Logs|Text|Hub|Engine|Analytics|Charts|Report|Review|Dashboard)/[A-Za-z/.]+)`")]
    private static partial Regex Places();

    [GeneratedRegex(@"`([A-Za-z]+Tests)`")]
    private static partial Regex TestNames();

    [GeneratedRegex(@"^nuget (\S+) = (\S+)")]
    private static partial Regex Pin();
}
