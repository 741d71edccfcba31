namespace TrainingDynamics.Cli.Tests;

public sealed class SpellingTests
{
    [Theory]
    [InlineData("statsu", "status")]
    [InlineData("mertics", "metrics")]
    [InlineData("injectnoise", "inject-noise")]
    [InlineData("comp", "compare")]
    [InlineData("lst", "list")]
    [InlineData("frobnicate", null)]
    [InlineData("x", null)]
    public void The_nearest_verb_is_found_and_none_where_none_is_near(string given, string? nearest) =>
        Assert.Equal(nearest, Spelling.Nearest(given, CommandLine.VerbNames));

    [Theory]
    [InlineData("no option is called --epoch; did you mean '--epochs'", "train", "--epoch", "3")]
    [InlineData("no option is called --epoch; did you mean '--epochs'", "train", "--task", "demo", "--epoch=3")]
    [InlineData("no option is called --includeci; did you mean '--include-ci'", "metrics", "a", "--includeci")]
    [InlineData("no option is called --cuont; did you mean '--count'", "select", "a", "--fraction", "0.1", "--cuont", "3")]
    [InlineData("no option is called --jsno; did you mean '--json'", "status", "a", "--jsno")]
    [InlineData("no option is called --frobnicate", "plot", "a", "--frobnicate")]
    [InlineData("no option is called -z", "plot", "a", "-z")]
    [InlineData("'b' is one argument too many", "plot", "a", "b")]
    [InlineData("Required argument missing for command: 'status'", "status")]
    [InlineData(null, "select", "a", "--band", "-1", "0.5", "--output", "-")]
    [InlineData(null, "metrics", "--", "--odd-name")]
    public void A_mistake_is_told_in_the_same_words_by_every_verb(string? mistake, params string[] args) =>
        Assert.Equal(mistake, MistakeIn.Of(CommandLine.Root().Parse(args), args)?.Replace("?", "", StringComparison.Ordinal));
}
