namespace TrainingDynamics.Data;

/// <summary>Names a data set of the user's own.</summary>
public static class DataName
{
    /// <summary>Names that say nothing.</summary>
    static readonly string[] Empty =
    [
        "train", "training", "trainset", "trainingset", "traindata", "trainingdata", "data", "dataset", "datasets", "examples", "all", "full",
    ];

    /// <summary>
    /// The file's name without its ending or, where that says nothing, as <c>train</c>, the name of the nearest folder that says something:
    /// <c>books/data/train.csv</c> is <c>books</c>. Without such a folder, the file's name.
    /// </summary>
    /// <param name="path">The training file, the first of several.</param>
    public static string Of(string path)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        if (!IsEmpty(name))
        {
            return name;
        }

        for (var folder = Path.GetDirectoryName(Path.GetFullPath(path)); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            var found = Path.GetFileName(folder);
            if (found.Length > 0 && !IsEmpty(found))
            {
                return found;
            }
        }

        return name;
    }

    // Shards are called train-00000-of-00001.
    static bool IsEmpty(string name) => Empty.Contains(string.Concat(WithoutShard(name).Where(char.IsLetterOrDigit)).ToLowerInvariant());

    static string WithoutShard(string name) =>
        name.IndexOf("-of-", StringComparison.Ordinal) is var of and > 0 && name.LastIndexOf('-', of - 1) is var dash and > 0
            ? name[..dash]
            : name;
}
