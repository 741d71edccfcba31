using System.Text.RegularExpressions;

namespace TrainingDynamics.EndToEnd.Tests;

/// <summary>Rules about the sources that no compiler knows.</summary>
public sealed partial class HouseRuleTests
{
    [Fact]
    public void Every_public_value_of_an_fsharp_signature_is_documented()
    {
        var undocumented = new List<string>();
        foreach (var path in Repository.Sources("src", ".fsi"))
        {
            var documented = false;
            foreach (var line in File.ReadLines(path).Select(line => line.Trim()))
            {
                if (line.StartsWith("///", StringComparison.Ordinal))
                {
                    documented = true;
                }
                else if (line.Length > 0 && !line.StartsWith("[<", StringComparison.Ordinal))
                {
                    if (Declaration().IsMatch(line) && !documented)
                    {
                        undocumented.Add($"{Path.GetFileName(path)}: {line}");
                    }

                    documented = false;
                }
            }
        }

        Assert.Empty(undocumented);
    }

    [Fact]
    public void No_name_says_helper_manager_or_base()
    {
        var vague = Repository.Sources("src", ".cs", ".fs", ".fsi")
            .Select(Path.GetFileNameWithoutExtension)
            .Where(name => VagueName().IsMatch(name!));
        Assert.Empty(vague);
    }

    [Fact]
    public void No_registry_address_and_no_path_of_a_machine_is_committed()
    {
        string[] endings = [".cs", ".fs", ".fsi", ".fsx", ".sh", ".md", ".csproj", ".fsproj", ".props", ".targets", ".json", ".dependencies", ".lock"];
        var addressed = new[] { "src", "tests", "scripts", "data", ".config" }
            .SelectMany(folder => Repository.Sources(folder, endings))
            .Concat(Directory.GetFiles(Repository.Root).Where(path => endings.Any(path.EndsWith)))
            .Where(path => ForbiddenAddress().IsMatch(File.ReadAllText(path)))
            .Select(path => Path.GetRelativePath(Repository.Root, path));
        Assert.Empty(addressed);
    }

    [GeneratedRegex(@"^(val|type|module|static member|member|new)\b")]
    private static partial Regex Declaration();

    [GeneratedRegex("(Helper|Manager|Service|Utils|Common|Base)s?$")]
    private static partial Regex VagueName();

    // Put together from parts, or this file would name them.
    [GeneratedRegex(@"nuget\.or" + @"g/v3|/wor" + @"k/|/roo" + @"t/")]
    private static partial Regex ForbiddenAddress();
}
