using System.Text.RegularExpressions;

namespace TrainingDynamics.Data;

/// <summary>The Parquet files of a split, named <c>train-00000-of-00003.parquet</c> or <c>train.parquet</c>.</summary>
static partial class ParquetShards
{
    /// <summary>In the order of their numbers; none when the split has no such file.</summary>
    /// <exception cref="DatasetFormatException">Some of the shards that the names count are missing.</exception>
    public static IReadOnlyList<string> Find(TaskSplit split, string folder)
    {
        string[] shards =
        [
            .. Directory.EnumerateFiles(folder)
                .Where(path => split.IsParquetName(Path.GetFileName(path)))
                .Order(StringComparer.Ordinal),
        ];
        if (shards.Length > 0 && Count().Match(shards[0]) is { Success: true } match)
        {
            var count = int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
            if (shards.Length != count)
            {
                throw new DatasetFormatException(
                    folder,
                    null,
                    $"found {shards.Length} {split.Parquet}-*.parquet files, expected {count} as their names say; "
                    + "get the missing ones or remove those of another version");
            }
        }

        return shards;
    }

    [GeneratedRegex(@"-[0-9]{5}-of-([0-9]{5})(?:-[0-9a-f]+)?\.parquet$")]
    private static partial Regex Count();
}
