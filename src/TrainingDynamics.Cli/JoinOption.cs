using System.CommandLine;
using System.Text.Json.Nodes;
using TrainingDynamics.Analytics;
using TrainingDynamics.Data;

namespace TrainingDynamics.Cli;

/// <summary>The option <c>--join</c> of verbs that take several runs, and what is said of the join.</summary>
sealed class JoinOption
{
    /// <summary>Its lines of a help page.</summary>
    public const string Page = """
        --join guid|text  what makes examples the same; else the guid in equal files
                          and files with ids, and the text in others
        """;

    readonly Option<string?> _by = new("--join");

    /// <summary>Adds it to a verb.</summary>
    public void AddTo(Command command) => command.Options.Add(_by);

    /// <summary>True where it was given.</summary>
    public bool IsGiven(ParseResult parsed) => parsed.GetValue(_by) is not null;

    /// <summary>The join, told in a line where guids alone do not say it or it was asked for.</summary>
    /// <exception cref="UsageException">It is asked for by something else than guid or text.</exception>
    public RunJoin Of(ParseResult parsed, IReadOnlyList<RunExamples> runs, IReadOnlyList<MetricsReport> reports)
    {
        var by = parsed.GetValue(_by);
        if (by is not (null or "guid" or "text"))
        {
            throw new UsageException($"--join is '{by}', expected guid or text");
        }

        var join = DecisionReport.Join(runs, [.. reports.Select(report => report.Guids)], by);
        if (by is not null || join.By.IsText || join.OtherText.Length > 0)
        {
            Console.WriteLine(RunJoinModule.describe(join));
        }

        return join;
    }

    /// <summary>The join for <c>--json</c>.</summary>
    public static JsonObject Json(RunJoin join) => new()
    {
        ["by"] = join.By.IsText ? "text" : "guid",
        ["examples"] = join.Rows[0].Length,
        ["repeated_texts_left_out"] = JsonValues.Each(join.LeftOut, rows => rows.Length),
        ["other_text"] = join.OtherText.Length,
    };
}
