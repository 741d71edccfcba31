using System.Buffers.Binary;
using System.IO.Hashing;

namespace TrainingDynamics.Data;

/// <summary>Divides a data set into a training set and a validation set.</summary>
static class ValidationSplit
{
    /// <summary>
    /// Takes the share of each class, rounded, half away from zero, and at least one row: the rows whose texts come first in the order of a hash of
    /// seed and text. So changes to other rows, to their order or to their labels hardly move a row, and rows with equal texts are all on one side,
    /// with the class that most of them have. A regression counts as one class. Both sets are in file order, and their
    /// <see cref="Dataset.Selection"/> tells share and seed.
    /// </summary>
    /// <exception cref="TextInputException">
    /// The share is out of range or gives fewer examples than there are classes, or one class would have no training example.
    /// </exception>
    public static (Dataset Train, Dataset Validation) Of(Dataset data, string name, double share, int seed)
    {
        if (share is not (> 0 and < 1))
        {
            throw new TextInputException(Invariant($"--validation-split: found {share}, expected a share above 0 and below 1 such as 0.1"));
        }

        var classes = data.IsRegression ? 1 : data.LabelNames.Count;
        if (Rounded(share * data.Examples.Count) < Math.Max(classes, 2))
        {
            throw new TextInputException(
                Invariant($"{data.SourcePath}: found {data.Examples.Count:N0} examples, {share} of which are too few to measure on (")
                + (data.IsRegression ? "expected 2 at least" : Invariant($"expected as many as there are classes, {classes}, at least"))
                + "); pass a larger --validation-split, or a --validation-file");
        }

        var measured = new HashSet<UInt128>();
        foreach (var ofClass in Groups(data, seed).GroupBy(group => group.Class))
        {
            measured.UnionWith(Taken(data, share, [.. ofClass]));
        }

        var words = Invariant($"validation split {share} with seed {seed}");
        return (
            data.Part(data.Name, Side(data, measured, isMeasured: false), $"all but the {words}"),
            data.Part(name, Side(data, measured, isMeasured: true), $"the {words}"));
    }

    /// <summary>Rows with equal texts, in file order of their first.</summary>
    static IEnumerable<Group> Groups(Dataset data, int seed) =>
        data.Examples.GroupBy(Hash).Select(rows => new Group(
            rows.Key,
            Order(rows.Key, seed),
            rows.Count(),
            data.IsRegression ? 0 : rows.GroupBy(row => row.Gold).OrderByDescending(same => same.Count()).ThenBy(same => same.Key).First().Key));

    static List<UInt128> Taken(Dataset data, double share, Group[] groups)
    {
        if (groups.Length == 1)
        {
            throw new TextInputException(
                $"{data.SourcePath}: found one text only"
                + (data.IsRegression ? "" : $" of the class '{data.LabelNames[(int)groups[0].Class]}'")
                + ", expected two at least, for --validation-split to put one on each side; add examples or pass a --validation-file");
        }

        var wanted = Math.Max(1, Rounded(share * groups.Sum(group => group.Rows)));
        var taken = new List<UInt128>();
        foreach (var group in groups.OrderBy(group => group.Order).ThenBy(group => group.Hash))
        {
            if (group.Rows <= wanted && taken.Count < groups.Length - 1)
            {
                taken.Add(group.Hash);
                wanted -= group.Rows;
            }
        }

        // Every text of the class occurs more often than there is room for.
        return taken.Count > 0 ? taken : [groups.OrderBy(group => group.Rows).ThenBy(group => group.Order).First().Hash];
    }

    static Example[] Side(Dataset data, HashSet<UInt128> measured, bool isMeasured) =>
        [.. data.Examples.Where(example => measured.Contains(Hash(example)) == isMeasured)];

    static UInt128 Hash(Example example) => TextHash.Of(example.Text, example.TextPair);

    static ulong Order(UInt128 hash, int seed)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128LittleEndian(bytes, hash);
        return XxHash64.HashToUInt64(bytes, seed);
    }

    static int Rounded(double count) => (int)Math.Round(count, MidpointRounding.AwayFromZero);

    readonly record struct Group(UInt128 Hash, ulong Order, int Rows, double Class);
}
