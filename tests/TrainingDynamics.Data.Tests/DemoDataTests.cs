using System.Diagnostics;

namespace TrainingDynamics.Data.Tests;

public sealed class DemoDataTests
{
    static readonly string Folder = Path.Combine(Repository.Root, "data", "demo");
    static readonly TaskData Data = TaskCatalog.Load("demo", null);

    static readonly Planted[] Truth =
    [
        .. File.ReadLines(Path.Combine(Folder, "truth.tsv")).Skip(1).Select(line => Planted.Parse(line.Split('\t'))),
    ];

    [Fact]
    public async Task Script_writes_the_committed_files_byte_for_byte()
    {
        using var folder = new TemporaryFolder();
        var start = new ProcessStartInfo("dotnet", ["fsi", "scripts/make_demo_data.fsx", folder.Path])
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, output + await errors);

        foreach (var file in new[] { "train.tsv", "dev.tsv", "truth.tsv" })
        {
            Assert.Equal(File.ReadAllBytes(Path.Combine(Folder, file)), File.ReadAllBytes(Path.Combine(folder.Path, file)));
        }
    }

    [Fact]
    public void No_sentence_comes_twice()
    {
        var all = Data.Train.Examples.Concat(Data.Dev.Examples).Select(example => example.Text).ToArray();

        Assert.Equal(all.Length, all.Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }

    [Fact]
    public void Truth_agrees_with_the_labels_it_speaks_of()
    {
        foreach (var planted in Truth)
        {
            var example = (planted.Split == "train" ? Data.Train : Data.Dev).Examples[planted.Guid];
            Assert.Equal(planted.Label, example.Gold);
            int? trueLabel = planted.Kind switch
            {
                "flipped" => 1 - planted.Label,
                "rare" => planted.Label,
                _ => null,
            };
            Assert.Equal(trueLabel, planted.TrueLabel);
        }

        Assert.Equal(Truth.Length, Truth.DistinctBy(planted => (planted.Split, planted.Guid)).Count());
    }

    [Fact]
    public void Readme_tells_the_counts()
    {
        var readme = File.ReadAllText(Path.Combine(Repository.Root, "data", "README.md"));

        Assert.Contains($"| `demo/train.tsv` | {Data.Train.Examples.Count} |", readme, StringComparison.Ordinal);
        Assert.Contains($"| `demo/dev.tsv` | {Data.Dev.Examples.Count} |", readme, StringComparison.Ordinal);
        Assert.Contains($"| `demo/truth.tsv` | {Truth.Length} |", readme, StringComparison.Ordinal);
        foreach (var kind in new[] { "flipped", "ambiguous", "rare" })
        {
            var train = Truth.Count(planted => planted.Split == "train" && planted.Kind == kind);
            var dev = Truth.Count(planted => planted.Split == "dev" && planted.Kind == kind);
            Assert.Contains($"| `{kind}` | {train} | {dev} |", readme, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Classes_are_balanced_within_chance()
    {
        // Coin tosses: four standard deviations of the share are 3.2 % of 4,000 rows and 7.1 % of 800.
        Assert.InRange(Data.Train.Examples.Average(example => example.Gold), 0.468, 0.532);
        Assert.InRange(Data.Dev.Examples.Average(example => example.Gold), 0.429, 0.571);
    }

    [Fact]
    public void Every_row_reads_as_sentences()
    {
        foreach (var example in Data.Train.Examples.Concat(Data.Dev.Examples))
        {
            Assert.Matches(@"^\p{Lu}[^\t{}*_/]*[.!]$", example.Text);
            Assert.DoesNotMatch(@"\b[Aa] [aeiou]|\b[Aa]n (?!hour)[^aeiou]|  | [.,;:!]", example.Text);
        }
    }

    sealed record Planted(string Split, int Guid, string Kind, int Label, int? TrueLabel)
    {
        public static Planted Parse(string[] fields)
        {
            var culture = System.Globalization.CultureInfo.InvariantCulture;
            return new(
                fields[0],
                int.Parse(fields[1], culture),
                fields[2],
                int.Parse(fields[3], culture),
                fields[4] == "none" ? null : int.Parse(fields[4], culture));
        }
    }
}
