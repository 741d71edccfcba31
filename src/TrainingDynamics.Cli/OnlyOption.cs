namespace TrainingDynamics.Cli;

/// <summary>The options <c>--only</c> and <c>--region</c>, which restrict a verb to some examples of a run.</summary>
sealed class OnlyOption
{
    public const string Page = """
        --only FILE        use only these examples: a list of guids, such as marks or a
                           selection; --region NAME: one region of such a file
        """;

    readonly Option<string?> _only = new("--only");
    readonly Option<string?> _region = new("--region");

    public IReadOnlyList<Option> All => [_only, _region];

    public bool IsGiven(ParseResult parsed) => parsed.GetValue(_only) is not null || parsed.GetValue(_region) is not null;

    /// <summary>Rows of the chosen examples, in the list's order; null: nothing was chosen.</summary>
    /// <exception cref="AnalyticsException">The list cannot be read, or has a guid that the run lacks.</exception>
    public int[]? RowsOf(ParseResult parsed, ExampleGuid[] guids)
    {
        var (only, region) = (parsed.GetValue(_only), parsed.GetValue(_region));
        return only is not null ? GuidRows.ofList(guids, region, only)
            : region is null ? null
            : throw new UsageException($"{_region.Name} {region} needs {_only.Name} FILE, the file of regions that td select writes");
    }
}
