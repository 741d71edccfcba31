using System.Text.RegularExpressions;

namespace TrainingDynamics.EndToEnd.Tests;

/// <summary>Rules about the sources that no compiler knows.</summary>
public sealed partial class HouseRuleTests
{
    [Fact]
    public void Every_public_value_of_fsharp_is_documented()
    {
        var undocumented = new List<string>();
        foreach (var path in Repository.Sources("src", ".fs"))
        {
            var (documented, isModule, isHidden) = (false, false, false);
            foreach (var line in File.ReadLines(path).Where(line => line.Trim().Length > 0 && !line.Trim().StartsWith("[<", StringComparison.Ordinal)))
            {
                if (Container().Match(line) is { Success: true } container)
                {
                    (isModule, isHidden) = (container.Groups[1].Value == "module", container.Groups[2].Success);
                }

                // A let binding of a class is private.
                if (Declaration().IsMatch(line) && !isHidden && !documented && (isModule || !line.StartsWith("    let", StringComparison.Ordinal)))
                {
                    undocumented.Add($"{Path.GetFileName(path)}: {line.Trim()}");
                }

                documented = line.Trim().StartsWith("///", StringComparison.Ordinal);
            }
        }

        Assert.Empty(undocumented);
    }

    [Fact]
    public void No_name_says_helper_manager_or_base()
    {
        var vague = Repository.Sources("src", ".cs", ".fs")
            .Select(Path.GetFileNameWithoutExtension)
            .Where(name => VagueName().IsMatch(name!));
        Assert.Empty(vague);
    }

    [Fact]
    public void No_registry_address_and_no_path_of_a_machine_is_committed()
    {
        string[] endings = [".cs", ".fs", ".fsx", ".sh", ".md", ".csproj", ".fsproj", ".props", ".targets", ".json", ".dependencies", ".lock"];
        var addressed = new[] { "src", "tests", "scripts", "data", ".config" }
            .SelectMany(folder => Repository.Sources(folder, endings))
            .Concat(Directory.GetFiles(Repository.Root).Where(path => endings.Any(path.EndsWith)))
            .Where(path => ForbiddenAddress().IsMatch(File.ReadAllText(path)))
            .Select(path => Path.GetRelativePath(Repository.Root, path));
        Assert.Empty(addressed);
    }

    [GeneratedRegex(@"^(type|module) +(internal|private)?")]
    private static partial Regex Container();

    [GeneratedRegex(@"^(type|module|    (let|static member|member|new))\b(?!( rec| inline)* (private|internal)\b)")]
    private static partial Regex Declaration();

    [GeneratedRegex("(Helper|Manager|Service|Utils|Common|Base)s?$")]
    private static partial Regex VagueName();

    // Put together from parts, or this file would name them.
    [GeneratedRegex(@"nuget\.or" + @"g/v3|/wor" + @"k/|/roo" + @"t/")]
    private static partial Regex ForbiddenAddress();
}
