using System.Diagnostics;
using System.Security.Cryptography;
using Xunit.Abstractions;

namespace TrainingDynamics.EndToEnd.Tests.Fuzz;

/// <summary>
/// Damaged files: each is read, to the values that an independent parser finds, or refused by one of the project's own
/// exceptions that names it. <c>tests/fuzz.sh</c> tries a million and more; what it found lies in <c>Corpus</c>.
/// </summary>
public sealed class FuzzTests(ITestOutputHelper output) : IDisposable
{
    const int Few = 400;

    // Of memory that one input may take; the largest seed is 60 KB, and a reader's own buffers are 1 MB.
    const long MostBytes = 64L << 20;

    static readonly TimeSpan MostTime = TimeSpan.FromMinutes(2);
    static readonly int Inputs = LongChecks.Count("TD_FUZZ", Few);
    static readonly int Seed = LongChecks.Count("TD_FUZZ_SEED", 1);

    static readonly IReadOnlyDictionary<string, Lazy<FuzzTarget>> Targets = LogTargets.All
        .Concat(DataTargets.All).Concat(ModelTargets.All).Concat(TokenizerTargets.All).ToDictionary(target => target.Name, target => target.Target);

    readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Names => [.. Targets.Keys];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public void A_damaged_file_is_read_as_it_is_or_refused_by_name(string name)
    {
        var target = Targets[name].Value;
        foreach (var (file, content) in target.Beside)
        {
            File.WriteAllBytes(_folder[file], content);
        }

        byte[][] seeds = [.. target.Seeds, .. Corpus(name)];
        var corpus = Corpus(name);
        foreach (var seed in target.Seeds)
        {
            var (e, _) = Try(target, seed);
            Assert.True(e is null, $"{name}: a seed is refused: {e}");
        }

        var random = new Random(Seed);
        var mutator = new Mutator(seeds, random);
        var (read, failures, most, longest) = (0, new List<string>(), 0L, TimeSpan.Zero);
        var count = Math.Max(target.Fewest, Inputs / target.Cost);
        foreach (var input in corpus.Concat(Enumerable.Range(0, count).Select(i => i % 2 == 1 && target.Next is { } next ? next(random) : mutator.Next())))
        {
            var clock = Stopwatch.StartNew();
            var (e, bytes) = Try(target, input);
            var time = clock.Elapsed;
            longest = time > longest ? time : longest;
            read += e is null ? 1 : 0;
            if (bytes > MostBytes)
            {
                // Tests beside this one allocate too, but not in each of three looks.
                bytes = Math.Min(Try(target, input).Bytes, Try(target, input).Bytes);
            }

            most = Math.Max(most, bytes);
            if (Complaint(target, e, bytes, time) is { } complaint)
            {
                failures.Add($"{Keep(name, input)}: {complaint}");
            }

            if (failures.Count == 10)
            {
                break;
            }
        }

        output.WriteLine(
            $"{name}: {count} mutated inputs, {corpus.Count} of the corpus; {read} read, {count + corpus.Count - read} refused, {failures.Count} failures; "
            + $"at most {most / 1e6:F1} MB and {longest.TotalMilliseconds:F0} ms for one");
        Assert.True(failures.Count == 0, string.Join("\n", failures));
    }

    (Exception? Error, long Bytes) Try(FuzzTarget target, byte[] input)
    {
        var path = _folder[target.FileName];
        File.WriteAllBytes(path, input);
        var before = GC.GetTotalAllocatedBytes();
        var e = Record.Exception(() => target.Read(path, input));
        return (e, GC.GetTotalAllocatedBytes() - before);
    }

    static string? Complaint(FuzzTarget target, Exception? e, long bytes, TimeSpan time) =>
        e is not null && !target.Refusals.Contains(e.GetType()) ? e.ToString()
        : e is not null && !e.Message.Contains(Path.GetFileNameWithoutExtension(target.FileName), StringComparison.Ordinal) && target.Beside.Count == 0
            ? $"the message names no file: {e.Message}"
        : e?.Message.Contains('\n', StringComparison.Ordinal) == true ? $"the message has several lines: {e.Message}"
        : bytes > MostBytes ? $"took {bytes} bytes"
        : time > MostTime ? $"took {time}"
        : null;

    // To be looked at, and moved into the corpus.
    static string Keep(string name, byte[] input)
    {
        var folder = Path.Combine(Repository.Root, "artifacts", "fuzz", name);
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, Convert.ToHexString(SHA256.HashData(input))[..12].ToLowerInvariant());
        File.WriteAllBytes(path, input);
        return path;
    }

    static IReadOnlyList<byte[]> Corpus(string name)
    {
        var folder = Path.Combine(Repository.Root, "tests", "TrainingDynamics.EndToEnd.Tests", "Fuzz", "Corpus", name);
        return Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal).Select(File.ReadAllBytes)] : [];
    }
}
