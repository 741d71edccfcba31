using System.Diagnostics;

namespace TrainingDynamics.Cli.Tests;

public sealed class CompletionVerbTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // What bash offers when Tab is pressed at the end of the words.
    string[] Offered(params string[] words)
    {
        var script = _folder.Write("td.bash", CompletionVerb.Script("bash"));
        var line = string.Join(' ', words.Select(word => $"'{word}'"));
        var start = new ProcessStartInfo("bash") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[] { "-c", $"set -eu; . '{script}'; COMP_WORDS=({line}); COMP_CWORD={words.Length - 1}; $(complete -p td | sed 's/.*-F \\([^ ]*\\).*/\\1/'); printf '%s\\n' \"${{COMPREPLY[@]}}\"" })
        {
            start.ArgumentList.Add(argument);
        }

        using var bash = Process.Start(start)!;
        var output = bash.StandardOutput.ReadToEnd();
        Assert.Equal("", bash.StandardError.ReadToEnd());
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    [Fact]
    public void Bash_completes_a_verb_an_option_and_the_verbs_of_help()
    {
        Assert.Equal(["metrics"], Offered("td", "me"));
        Assert.Equal(["--epochs-used"], Offered("td", "metrics", "--ep"));
        Assert.Equal(["--from-scratch"], Offered("td", "train", "--task", "demo", "--from"));
        Assert.Equal(["completion", "compare"], Offered("td", "help", "comp").OrderDescending());
        Assert.Equal(["fish"], Offered("td", "completion", "f"));
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    public void A_script_names_every_verb_and_option(string shell)
    {
        var words = CompletionVerb.Script(shell).Split([' ', '\n', '\'', ')']).ToHashSet();
        foreach (var verb in CommandLine.Root().Subcommands)
        {
            Assert.Contains(verb.Name, words);
            Assert.All(verb.Options, option => Assert.True(words.Contains(option.Name) || words.Contains(option.Name[2..]), $"{verb.Name} {option.Name}"));
        }

        Assert.DoesNotContain("/h", words);
        Assert.DoesNotContain("/?", words);
    }
}
