namespace TrainingDynamics.Cli.Tests;

public sealed class TextTableTests
{
    [Fact]
    public void Columns_stand_below_each_other_whatever_their_letters_and_texts_end_with_the_terminal()
    {
        string[][] rows = [["7", "negative", "what happened in the Middle???\n\tI just"], ["12345", "一二", "\u001b[2J"]];
        Assert.Equal(
            [
                " guid  gold      text",
                "    7  negative  what happened in the Middle???⏎\\tI just",
                "12345  一二      \\x1b[2J",
            ],
            TextTable.Lines([">guid", "gold", "text"], rows, null));
        Assert.Equal([" guid  gold      text", "    7  negative  what happ…", "12345  一二      \\x1b[2J"], TextTable.Lines([">guid", "gold", "text"], rows, 27));
    }
}
