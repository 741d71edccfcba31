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
        return Run("bash", "-c", $"set -eu; . '{script}'; COMP_WORDS=({line}); COMP_CWORD={words.Length - 1}; $(complete -p td | sed 's/.*-F \\([^ ]*\\).*/\\1/'); printf '%s\\n' \"${{COMPREPLY[@]}}\"");
    }

    string[] Run(string shell, params string[] arguments)
    {
        var start = new ProcessStartInfo(shell, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _folder.Path };
        start.Environment["HOME"] = _folder.Path;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(TimeSpan.FromMinutes(1)))
        {
            process.Kill(entireProcessTree: true);
        }

        Assert.Equal("", error.Result);
        return output.Result.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    [Fact]
    public void Bash_completes_a_verb_an_option_and_the_verbs_of_help()
    {
        Assert.Equal(["metrics"], Offered("td", "met"));
        Assert.Equal(["--epochs-used"], Offered("td", "metrics", "--ep"));
        Assert.Equal(["--from-scratch"], Offered("td", "train", "--task", "demo", "--from"));
        Assert.Equal(["completion", "compare"], Offered("td", "help", "comp").OrderDescending());
        Assert.Equal(["fish"], Offered("td", "completion", "f"));
    }

    [ShellFact("fish")]
    public void Fish_completes_verbs_options_and_files()
    {
        _folder.Write("td.fish", CompletionVerb.Script("fish"));
        string[] Offered(string line) => [.. Run("fish", "-c", $"source td.fish; complete -C '{line}'").Select(one => one.Split('\t')[0])];
        Assert.Equal(["metrics"], Offered("td met"));
        Assert.Equal(["--epochs-used"], Offered("td metrics --ep"));
        Assert.Equal(["--from-scratch"], Offered("td train --task demo --from"));
        Assert.Equal(["compare", "completion"], Offered("td help comp"));
        Assert.Equal(["bash", "fish", "zsh"], Offered("td completion "));
        Assert.Equal(["--help", "--version"], Offered("td --"));
        Assert.Equal(["td.fish"], Offered("td plot td."));
    }

    // In a terminal of zsh's own, where Tab is pressed and then the line is printed.
    [ShellFact("zsh")]
    public void Zsh_completes_verbs_options_and_files()
    {
        _folder.Write("functions/_td", CompletionVerb.Script("zsh"));
        _folder.Write("run.csv", "");
        (string Typed, string Completed)[] lines =
        [
            ("td met", "td metrics "), ("td metrics --ep", "td metrics --epochs-used "), ("td train --task demo --from", "td train --task demo --from-scratch "),
            ("td help ver", "td help version "), ("td completion f", "td completion fish "), ("td plot run", "td plot run.csv "),
        ];
        _folder.Write("try.zsh", $$"""
            zmodload zsh/zpty
            zpty shell zsh -f -i
            zpty -w shell 'PS1=; fpath=($PWD/functions $fpath); autoload -U compinit; compinit -D -u; bindkey "^I" complete-word'
            zpty -w shell 'show() { zle -I; print -r -- "<$BUFFER>"; BUFFER=; }; zle -N show; bindkey "^T" show; print -r -- "re""ady"'
            zpty -r shell out '*ready*'
            for line in {{string.Join(' ', lines.Select(line => $"'{line.Typed}'"))}}; do
              zpty -n -w shell "$line"$'\t\x14'
              zpty -r shell out '*<td*>*'
              print -r -- "${${out%>*}##*<}"
            done
            zpty -d shell
            """);
        Assert.Equal(lines.Select(line => line.Completed), Run("zsh", "-f", "try.zsh"));
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

/// <summary>A test that needs a shell; skipped, saying so, where it is absent.</summary>
sealed class ShellFactAttribute : FactAttribute
{
    public ShellFactAttribute(string shell)
    {
        if (!(Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, shell))))
        {
            Skip = $"needs {shell}, which is not on the PATH";
        }
    }
}
