namespace TrainingDynamics.Cli.Tests;

public sealed class EndCommandTests : IDisposable
{
    const string Tell = """printf '%s|%s|%s|%s' "$TD_RUN" "$TD_OUTCOME" "$TD_EXIT_CODE" "$TD_MESSAGE" > """;

    readonly TemporaryFolder _folder = new();

    string Told => File.ReadAllText(_folder["told"]);

    EndCommand Command => new($"{Tell}'{_folder["told"]}'") { Run = _folder["run with a space"] };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0, "finished")]
    [InlineData(130, "interrupted")]
    [InlineData(1, "failed")]
    public void The_command_finds_the_run_and_its_outcome_in_its_environment(int code, string outcome)
    {
        Assert.Equal((ExitCode)code, Command.After(() => (ExitCode)code));
        Assert.Equal($"{_folder["run with a space"]}|{outcome}|{code}|", Told);
    }

    [Fact]
    public void A_failure_is_told_to_the_command_and_thrown_on()
    {
        Assert.Throws<UsageException>(() => Command.After(() => throw new UsageException("it's \"wrong\"")));
        Assert.Equal($"{_folder["run with a space"]}|failed|2|it's \"wrong\"", Told);
        Assert.Throws<InvalidOperationException>(() => Command.After(() => throw new InvalidOperationException("a bug")));
        Assert.EndsWith("|failed|70|a bug", Told, StringComparison.Ordinal);
    }

    [Fact]
    public void A_command_that_fails_does_not_change_how_the_run_ended() =>
        Assert.Equal(ExitCode.Done, new EndCommand("exit 3").After(() => ExitCode.Done));

    [Fact]
    public void Without_a_command_nothing_is_run() => Assert.Equal(ExitCode.Failed, new EndCommand(null).After(() => ExitCode.Failed));
}
