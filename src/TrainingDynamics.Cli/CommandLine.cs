namespace TrainingDynamics.Cli;

/// <summary>The composition root: verbs, help pages, and the exit code of an error.</summary>
static class CommandLine
{
    static readonly Listed[] Verbs =
    [
        new("train", "--task demo --from-scratch --map", "train, record, draw the data map", () => new TrainVerb()),
        new("metrics", "dy_log/demo/bert-tiny", "compute every example's metrics", () => new MetricsVerb()),
        new("plot", "dy_log/demo/bert-tiny -o map.png", "draw the data map", () => new PlotVerb()),
        new("report", "dy_log/demo/bert-tiny", "write the map as an HTML page", () => new ReportVerb()),
        new("issues", "dy_log/demo/bert-tiny", "list the likeliest wrong labels", () => new IssuesVerb()),
        new("review", "RUN --queue q1 --reviewer kim", "decide which labels are right", () => new ReviewVerb()),
        new("fix", null, "write corrected training data", () => new FixVerb()),
        new("effect", null, "show how many labels are wrong", () => new EffectVerb()),
        new("select", "dy_log/demo/bert-tiny", "write regions or training sets", () => new SelectVerb()),
        new("compare", "RUN_A RUN_B", "compare two runs by example", () => new CompareVerb()),
        new("convert", "RUN --to parquet", "convert logs to Parquet or JSON", () => new ConvertVerb()),
        new("inject-noise", "train.tsv --output-dir DIR", "copy data with known wrong labels", () => new InjectNoiseVerb()),
        new("experiment", "subsets --seeds 3", "compare regions with random parts", () => new ExperimentVerb()),
        new("predict", "--model DIR --input FILE.jsonl", "predict with a trained model", () => new PredictVerb()),
        new("merge", "RUN -o DIR", "make a LoRA run's model whole", () => new MergeVerb()),
        new("watch", "dy_log/demo/bert-tiny", "show the dashboard of a run", () => new WatchVerb()),
        new("status", "dy_log/demo/bert-tiny", "show the progress of a run", () => new StatusVerb()),
        new("list", "dy_log", "list the runs below a folder", () => new ListVerb()),
        new("doctor", null, "check libraries, GPU and terminal", () => new DoctorVerb()),
        new("help", null, "show the page of a verb", () => new HelpVerb()),
        new("version", null, "show the version of td", () => new VersionVerb()),
        new("completion", null, "print a completion script", () => new CompletionVerb()),
    ];

    // Up to the verbs' descriptions; cut, because to fill a string with blanks is compiled at every start.
    const string Blanks = "                                         ";

    /// <summary>The names of all verbs, in the order of the first page.</summary>
    public static IEnumerable<string> VerbNames => Verbs.Select(verb => verb.Name);

    static string Page => $"""
        td: find wrong labels and choose data by watching a text classifier learn

        {string.Join('\n', Verbs.Where(verb => verb.Example is not null).Select(verb => $"  td {verb.Name} {verb.Example}{Blanks[(verb.Name.Length + verb.Example!.Length)..]}{verb.About}"))}
          td fix · td effect · td doctor · td help · td version · td completion SHELL

        Every verb has --help. Options may be spelled with underscores, and also as in
        AllenAI's and beyondguo's scripts (--num_train_epochs, --burn_out, …).

        Exit codes: 0 done, 1 failed, 2 wrong command line or input, 70 a bug, 130 ended
        """;

    /// <summary>The root command; its name is <c>td</c>.</summary>
    /// <param name="only">
    /// The first argument. Making a verb takes time: for the name of a verb only that verb is made, for an option, which is td's own,
    /// none; for null and anything else all are.
    /// </param>
    public static RootCommand Root(string? only = null)
    {
        var root = new RootCommand("Training dynamics of text classifiers");
        var pages = new Dictionary<string, string> { [root.Name] = Page };
        var fullPages = new Dictionary<string, string>();
        var isOption = only?.StartsWith('-') == true;
        var isVerb = VerbNames.Contains(only);
        foreach (var listed in Verbs)
        {
            if (isOption || (isVerb && listed.Name != only))
            {
                continue;
            }

            var verb = listed.Make();
            var command = new Command(listed.Name, listed.About);
            foreach (var symbol in verb.Symbols)
            {
                if (symbol is Argument argument)
                {
                    command.Arguments.Add(argument);
                }
                else
                {
                    command.Options.Add((Option)symbol);
                }
            }

            VerbOutput.AddTo(command, verb.HasResults);
            command.SetAction(parsed => (int)verb.Execute(parsed));
            root.Subcommands.Add(command);
            // A page that has a longer one behind it has no line to spare.
            var last = "\n" + VerbOutput.PageLine(verb.HasResults);
            pages.Add(listed.Name, verb.Page + (verb.FullPage is null ? last : ""));
            if (verb.FullPage is { } full)
            {
                fullPages.Add(listed.Name, full + last);
            }
        }

        root.Options.OfType<VersionOption>().Single().Aliases.Add("-V");
        HelpText.Use(root, pages, fullPages);
        return root;
    }

    /// <summary>Parses and runs. Errors go to standard error in one line; nothing is thrown.</summary>
    public static ExitCode Run(string[] args)
    {
        if (args.Length > 0 && args[0].Length > 0 && args[0][0] is not ('-' or '[') && !VerbNames.Contains(args[0]))
        {
            return Report("td", NoVerb(args[0]), ExitCode.BadInput);
        }

        var root = Root(args.Length == 0 ? "--help" : args[0]);
        var given = Dashed(args);
        var parsed = root.Parse(given.Length == 0 ? ["--help"] : given);
        var command = parsed.CommandResult.Command;
        var verb = command is RootCommand ? "td" : $"td {command.Name}";
        if (parsed.Action is not HelpText && MistakeIn.Of(parsed, given) is { } mistake)
        {
            return Report(verb, WithPage(mistake, verb), ExitCode.BadInput);
        }

        using var output = VerbOutput.For(parsed);
        try
        {
            return (ExitCode)parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (Exception e) when (Failure.CodeOf(e) is { } code)
        {
            return Report(verb, Failure.MessageOf(e), code);
        }
#pragma warning disable CA1031 // The outermost frame: what arrives here is a bug, and its trace is what the author needs.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Console.Error.WriteLine(e);
            return Report(verb, $"internal error: {e.Message}", ExitCode.Internal);
        }
    }

    /// <summary>The message for a name that is not a verb's, with the nearest verb.</summary>
    public static string NoVerb(string name) => WithPage($"no verb is called {name}{Spelling.DidYouMean(name, VerbNames)}", "td");

    static string WithPage(string mistake, string verb) => $"{mistake}{(mistake.EndsWith('?') ? "" : ";")} see {verb} --help";

    /// <summary>The original spells options with underscores: <c>--burn_out=3</c> becomes <c>--burn-out=3</c>.</summary>
    public static string[] Dashed(IReadOnlyList<string> args)
    {
        var dashed = new string[args.Count];
        for (var i = 0; i < args.Count; i++)
        {
            var end = args[i].IndexOf('=', StringComparison.Ordinal) is var sign and >= 0 ? sign : args[i].Length;
            dashed[i] = args[i].StartsWith("--", StringComparison.Ordinal)
                ? args[i][..end].Replace('_', '-') + args[i][end..]
                : args[i];
        }

        return dashed;
    }

    static ExitCode Report(string verb, string message, ExitCode code)
    {
        Console.Error.WriteLine($"{verb}: {TerminalText.Of(message.ReplaceLineEndings(" "))}");
        return code;
    }

    // Example: what the first page shows behind the name; null: the page has no line for the verb alone.
    sealed record Listed(string Name, string? Example, string About, Func<IVerb> Make);
}
