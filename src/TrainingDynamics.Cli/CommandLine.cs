using System.CommandLine;

namespace TrainingDynamics.Cli;

/// <summary>The composition root: verbs, help pages, and what an error costs.</summary>
static class CommandLine
{
    const string Page = """
        td: fine-tune a text classifier, record what every example did, draw the map

          td train --task demo --from-scratch --map     train, record, metrics, data map
          td metrics dy_log/demo/bert-tiny              one metrics record per example
          td plot dy_log/demo/bert-tiny -o map.png      the data map
          td report dy_log/demo/bert-tiny               the map as an interactive page
          td issues dy_log/demo/bert-tiny               the likeliest label errors
          td select dy_log/demo/bert-tiny               regions, or ready training sets
          td compare RUN_A RUN_B                        two runs, example by example
          td convert RUN --to parquet                   the logs for pandas, DuckDB, Spark
          td inject-noise train.tsv --output-dir DIR    label errors that are known
          td experiment subsets --seeds 3               is a region worth more than chance?
          td predict --model DIR --input FILE.jsonl     what a fine-tuned model says
          td watch dy_log/demo/bert-tiny                its dashboard, live or finished
          td status dy_log/demo/bert-tiny               how far a run is
          td list dy_log                                the runs below a folder
          td doctor                                     is everything here that td needs?
          td help [VERB] · td version · td completion bash|zsh|fish

        Every verb has --help. Options may be spelled with underscores too, and those
        of the original go by their names there (--num_train_epochs, --burn_out, …).

        Exit codes: 0 done, 1 the run failed, 2 the command line or input is wrong, 70 a
        bug in td, 130 ended by Ctrl+C, SIGTERM or SIGHUP.
        """;

    static readonly (string Name, Func<IVerb> Make)[] Verbs =
    [
        ("train", () => new TrainVerb()), ("metrics", () => new MetricsVerb()), ("plot", () => new PlotVerb()),
        ("report", () => new ReportVerb()), ("select", () => new SelectVerb()), ("compare", () => new CompareVerb()),
        ("convert", () => new ConvertVerb()), ("issues", () => new IssuesVerb()), ("inject-noise", () => new InjectNoiseVerb()),
        ("experiment", () => new ExperimentVerb()), ("predict", () => new PredictVerb()), ("status", () => new StatusVerb()),
        ("list", () => new ListVerb()), ("watch", () => new WatchVerb()), ("doctor", () => new DoctorVerb()),
        ("help", () => new HelpVerb()), ("version", () => new VersionVerb()), ("completion", () => new CompletionVerb()),
    ];

    /// <summary>The names of all verbs, in the order of the first page.</summary>
    public static IEnumerable<string> VerbNames
    {
        get
        {
            // LINQ over tuples is compiled at start-up, in this program's every run.
            foreach (var (name, _) in Verbs)
            {
                yield return name;
            }
        }
    }

    /// <summary>The root command; its name is <c>td</c>.</summary>
    /// <param name="only">
    /// The first argument. Making a verb takes time, so that a verb's name makes this one alone, and an option, which is td's, none;
    /// null and all else make all verbs.
    /// </param>
    public static RootCommand Root(string? only = null)
    {
        var root = new RootCommand("Training dynamics of text classifiers");
        var pages = new Dictionary<string, string> { [root.Name] = Page };
        var fullPages = new Dictionary<string, string>();
        var isOption = only?.StartsWith('-') == true;
        var isVerb = VerbNames.Contains(only);
        foreach (var (name, make) in Verbs)
        {
            if (isOption || (isVerb && name != only))
            {
                continue;
            }

            var verb = make();
            var command = verb.Command();
            VerbOutput.AddTo(command, verb.HasResults);
            root.Subcommands.Add(command);
            // A page that has a longer one behind it has no line to spare.
            var last = "\n" + VerbOutput.PageLine(verb.HasResults);
            pages.Add(name, verb.Page + (verb.FullPage is null ? last : ""));
            if (verb.FullPage is { } full)
            {
                fullPages.Add(name, full + last);
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

    /// <summary>Says that a name is no verb's, and which one is near.</summary>
    public static string NoVerb(string name) => WithPage($"no verb is called {name}{Spelling.DidYouMean(name, VerbNames)}", "td");

    static string WithPage(string mistake, string verb) => $"{mistake}{(mistake.EndsWith('?') ? "" : ";")} see {verb} --help";

    /// <summary>The original spells options with underscores: <c>--burn_out=3</c> becomes <c>--burn-out=3</c>.</summary>
    public static string[] Dashed(IReadOnlyList<string> args)
    {
        ArgumentNullException.ThrowIfNull(args);
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
}
