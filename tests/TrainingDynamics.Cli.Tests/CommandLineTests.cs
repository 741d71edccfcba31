namespace TrainingDynamics.Cli.Tests;

/// <summary>What the program prints and returns, in this process, whose console is this class's alone.</summary>
[Collection(Alone.Name)]
public sealed class CommandLineTests
{
    static (ExitCode Code, string Output, string Error) Run(params string[] args) => CommandHere.Run(args);

    [Fact]
    public void Help_and_version_go_by_all_the_names_they_have_elsewhere()
    {
        var page = Run("--help");
        Assert.StartsWith("td: ", page.Output, StringComparison.Ordinal);
        Assert.Equal(page, Run("help"));
        Assert.Equal(page, Run());
        Assert.Equal(Run("metrics", "--help"), Run("help", "metrics"));
        Assert.Matches("^[0-9]+[.][0-9]+", Run("version").Output);
        // Of the program that was started, which here are the tests.
        Assert.Equal(Run("--version"), Run("-V"));
    }

    [Theory]
    [InlineData("td: no verb is called statsu; did you mean 'status'? see td --help", "statsu", "RUN")]
    [InlineData("td: no verb is called statsu; did you mean 'status'? see td --help", "statsu", "--help")]
    [InlineData("td help: no verb is called statsu; did you mean 'status'? see td --help", "help", "statsu")]
    [InlineData("td: no verb is called frobnicate; see td --help", "frobnicate")]
    [InlineData("td train: no option is called --epoch; did you mean '--epochs'? see td train --help", "train", "--epoch", "3")]
    [InlineData("td metrics: no option is called --burnout; did you mean '--burn-out'? see td metrics --help", "metrics", "RUN", "--burnout", "3")]
    public void A_mistyped_name_costs_two_and_is_answered_with_the_one_that_was_meant(string line, params string[] args) =>
        Assert.Equal((ExitCode.BadInput, "", line + "\n"), Run(args));
}
