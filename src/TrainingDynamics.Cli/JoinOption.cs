namespace TrainingDynamics.Cli;

/// <summary>The option <c>--join</c> of verbs that take several runs, and the report of the join.</summary>
sealed class JoinOption() : Option<string?>("--join")
{
    public const string Page = """
        --join guid|text  match examples by guid or by text; default: by guid in equal
                          files and files with ids, by text in others
        """;

    public bool IsGiven(ParseResult parsed) => parsed.GetValue(this) is not null;

    /// <summary>The join. A line is printed where it was asked for or is not by guids alone.</summary>
    public RunJoin Of(ParseResult parsed, IReadOnlyList<RunExamples> runs, IReadOnlyList<MetricsReport> reports)
    {
        var by = parsed.GetValue(this);
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

    /// <summary>The join as JSON.</summary>
    public static JsonObject Json(RunJoin join) => new()
    {
        ["by"] = join.By.IsText ? "text" : "guid",
        ["examples"] = join.Rows[0].Length,
        ["repeated_texts_left_out"] = JsonValues.Each(join.LeftOut, rows => rows.Length),
        ["other_text"] = join.OtherText.Length,
    };
}
