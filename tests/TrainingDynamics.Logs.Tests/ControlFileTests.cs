using System.Diagnostics;

namespace TrainingDynamics.Logs.Tests;

public sealed class ControlFileTests
{
    [Theory]
    [InlineData(ControlWord.GoOn, "go-on\n")]
    [InlineData(ControlWord.Pause, "pause\n")]
    [InlineData(ControlWord.StopAfterEpoch, "stop-after-epoch\n")]
    [InlineData(ControlWord.Stop, "stop\n")]
    public void A_word_is_text_that_a_script_can_write_too(ControlWord word, string text)
    {
        using var folder = new TemporaryFolder();
        var path = folder["control"];
        ControlFile.Write(path, word);
        Assert.Equal(text, File.ReadAllText(path));
        Assert.Equal(word, ControlFile.Read(path));
    }

    [Fact]
    public void No_file_and_another_word_ask_for_nothing()
    {
        using var folder = new TemporaryFolder();
        Assert.Null(ControlFile.Read(folder["control"]));
        File.WriteAllText(folder["control"], "faster");
        Assert.Null(ControlFile.Read(folder["control"]));
    }

    [Fact]
    public void A_device_a_fifo_and_a_long_file_ask_for_nothing()
    {
        using var folder = new TemporaryFolder();
        File.CreateSymbolicLink(folder["zero"], "/dev/zero");
        Assert.Null(ControlFile.Read(folder["zero"]));
        using (var made = Process.Start("mkfifo", [folder["fifo"]]))
        {
            made.WaitForExit();
        }

        Assert.Null(ControlFile.Read(folder["fifo"]));
        File.WriteAllText(folder["long"], "stop" + new string(' ', 1000));
        Assert.Null(ControlFile.Read(folder["long"]));
        File.WriteAllText(folder["spaced"], " stop \r\n");
        Assert.Equal(ControlWord.Stop, ControlFile.Read(folder["spaced"]));
    }
}
