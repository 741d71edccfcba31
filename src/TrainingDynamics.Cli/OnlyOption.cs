using System.CommandLine;
using TrainingDynamics.Analytics;
using TrainingDynamics.Logs;

namespace TrainingDynamics.Cli;

/// <summary>The options <c>--only</c> and <c>--region</c> of verbs that can be held to some examples of a run.</summary>
sealed class OnlyOption
{
    /// <summary>Its lines of a help page.</summary>
    public const string Page = """
        --only FILE        these examples alone: any list of guids, such as marks or a
                           selection; --region NAME of a file of regions
        """;

    readonly Option<string?> _only = new("--only");
    readonly Option<string?> _region = new("--region");

    /// <summary>Adds them to a verb.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_only);
        command.Options.Add(_region);
    }

    /// <summary>True where examples were chosen.</summary>
    public bool IsGiven(ParseResult parsed) => parsed.GetValue(_only) is not null || parsed.GetValue(_region) is not null;

    /// <summary>Rows of the chosen examples, in the list's order; null: nothing was chosen.</summary>
    /// <exception cref="UsageException">A region is named, but no file.</exception>
    /// <exception cref="AnalyticsException">The list cannot be read, or has a guid that the run lacks.</exception>
    public int[]? RowsOf(ParseResult parsed, ExampleGuid[] guids)
    {
        var (only, region) = (parsed.GetValue(_only), parsed.GetValue(_region));
        return only is not null ? GuidRows.ofList(guids, region, only)
            : region is null ? null
            : throw new UsageException($"{_region.Name} is '{region}', but no file of regions is named; pass {_only.Name} FILE");
    }
}
