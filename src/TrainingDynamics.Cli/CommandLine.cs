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
          td status dy_log/demo/bert-tiny               how far a run is, in two lines
          td doctor                                     is everything here that td needs?

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
        ("watch", () => new WatchVerb()), ("doctor", () => new DoctorVerb()),
    ];

    /// <summary>The root command; its name is <c>td</c>.</summary>
    /// <param name="only">The one verb that it shall have, which takes a third of the time of all; null, or no verb's name: all.</param>
    public static RootCommand Root(string? only = null)
    {
        var root = new RootCommand("Training dynamics of text classifiers");
        var pages = new Dictionary<string, string> { [root.Name] = Page };
        var fullPages = new Dictionary<string, string>();
        var isVerb = false;
        foreach (var (name, _) in Verbs)
        {
            isVerb |= name == only;
        }

        foreach (var (name, make) in Verbs)
        {
            if (isVerb && name != only)
            {
                continue;
            }

            var verb = make();
            root.Subcommands.Add(verb.Command());
            pages.Add(name, verb.Page);
            if (verb.FullPage is { } full)
            {
                fullPages.Add(name, full);
            }
        }

        HelpText.Use(root, pages, fullPages);
        return root;
    }

    /// <summary>Parses and runs. Errors go to standard error in one line; nothing is thrown.</summary>
    public static ExitCode Run(string[] args)
    {
        var root = Root(args.FirstOrDefault());
        var parsed = root.Parse(args.Length == 0 ? ["--help"] : Dashed(args));
        var verb = parsed.CommandResult.Command is RootCommand ? "td" : $"td {parsed.CommandResult.Command.Name}";
        if (parsed.Errors.Count > 0 && parsed.Action is not HelpText)
        {
            return Report(verb, $"{parsed.Errors[0].Message.TrimEnd('.')}; see {verb} --help", ExitCode.BadInput);
        }

        // Where a verb takes any number of runs, the parser takes a mistyped option for one of them.
        if (parsed.CommandResult.Tokens.FirstOrDefault(token => token.Value.StartsWith("--", StringComparison.Ordinal)) is { } option)
        {
            return Report(verb, $"no option is called {option.Value}; see {verb} --help", ExitCode.BadInput);
        }

        try
        {
            return (ExitCode)parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (Exception e) when (Failure.CodeOf(e) is { } code)
        {
            return Report(verb, e.Message, code);
        }
#pragma warning disable CA1031 // The outermost frame: what arrives here is a bug, and its trace is what the author needs.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Console.Error.WriteLine(e);
            return Report(verb, $"internal error: {e.Message}", ExitCode.Internal);
        }
    }

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
