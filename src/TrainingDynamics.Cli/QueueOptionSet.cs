using TrainingDynamics.Review;

namespace TrainingDynamics.Cli;

/// <summary>The options of <c>td issues</c> that fix which examples are reviewed.</summary>
sealed class QueueOptionSet
{
    public const string Page = """
        --queue NAME       fix what td review shows: --top N examples (300) by --order
                           NAME (active-cleaning or a detector) and --random N (200) of
                           all others, which tell how many errors are left
        """;

    readonly Option<string?> _queue = new("--queue");
    readonly Option<int> _top = new("--top") { DefaultValueFactory = _ => 300 };
    readonly Option<int> _random = new("--random") { DefaultValueFactory = _ => 200 };
    readonly Option<string> _order = new("--order") { DefaultValueFactory = _ => QueueModule.ActiveCleaning };

    public IReadOnlyList<Option> All => [_queue, _top, _random, _order];

    /// <summary>Draws and writes the queue that is asked for; false where none is.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="run">The run.</param>
    /// <param name="seed">Of the random rows.</param>
    /// <param name="others">Options that have no meaning for a queue.</param>
    /// <param name="find">Gives the run's label issues.</param>
    /// <exception cref="UsageException">One of the others is given, or one of these without <c>--queue</c>.</exception>
    public bool Draw(ParseResult parsed, string run, int seed, IEnumerable<Option> others, Func<LabelIssues> find)
    {
        if (parsed.GetValue(_queue) is not { } name)
        {
            return parsed.FirstGiven(All) is not { } lone ? false : throw new UsageException($"{lone.Name} is for a queue; pass {_queue.Name} NAME too");
        }

        if (parsed.FirstGiven(others) is { } other)
        {
            throw new UsageException($"{_queue.Name} and {other.Name} are both given, expected one of them; a queue holds what {_top.Name}, {_random.Name} and {_order.Name} say");
        }

        var (top, random) = (parsed.AtLeast(1, _top), parsed.AtLeast(0, _random));
        var folder = ReviewFolder.Of(run, name);
        var request = new QueueRequest(name, parsed.GetRequiredValue(_order), top, random, seed, Consensus.decidedElsewhere(run, name));
        var queue = QueueModule.draw(request, find(), RunSource.Examples(run));
        QueueFile.write(folder, queue);
        Console.WriteLine(Invariant($"{queue.Rows.Length:N0} rows to review: the first {top:N0} by {queue.Order}, and {random:N0} drawn from the other {queue.Rest:N0}"));
        Console.WriteLine($"queue     {TerminalText.Of(folder.QueuePath)}");
        if (random == 0)
        {
            VerbOutput.Note($"note: without {_random.Name} rows the review tells how precise the ranking's top is, and not how many errors are left");
        }

        VerbOutput.Json(() => new JsonObject
        {
            ["run"] = run,
            ["queue"] = name,
            ["order"] = queue.Order,
            ["seed"] = queue.Seed,
            ["epochs_used"] = queue.EpochsUsed,
            ["examples"] = queue.Examples,
            ["excluded"] = queue.Excluded,
            ["top"] = top,
            ["random"] = random,
            ["rest"] = queue.Rest,
            ["files"] = new JsonObject { ["queue"] = folder.QueuePath },
        });
        return true;
    }
}
