namespace TrainingDynamics.Cli.Tests;

public sealed class TerminalTextTests
{
    [Theory]
    [InlineData("a fine film é 😀", "a fine film é 😀")]
    [InlineData("\u001b[2J\u001b]0;title\a", "?[2J?]0;title?")]
    [InlineData("two\r\nlines\0\t\u009b1m", "two??lines???1m")]
    public void Escape_sequences_of_data_never_reach_the_terminal(string text, string shown) =>
        Assert.Equal(shown, TerminalText.Of(text));
}
