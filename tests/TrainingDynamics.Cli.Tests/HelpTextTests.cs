using System.CommandLine;
using System.Text.RegularExpressions;
using TrainingDynamics.Engine.Models;

namespace TrainingDynamics.Cli.Tests;

public sealed partial class HelpTextTests
{
    public static TheoryData<string> Verbs => [.. CommandLine.Root().Subcommands.Select(command => command.Name)];

    static string PageOf(params string[] args)
    {
        var output = new StringWriter();
        Assert.Equal(0, CommandLine.Root().Parse(args).Invoke(new InvocationConfiguration { Output = output }));
        return output.ToString().TrimEnd('\n');
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public void A_page_fits_a_screen_and_gives_an_example(string verb)
    {
        var page = PageOf(verb, "--help");
        var lines = page.Split('\n');
        Assert.InRange(lines.Length, 1, 24);
        Assert.DoesNotContain("OptionSet", page, StringComparison.Ordinal);
        Assert.All(lines, line => Assert.InRange(line.Length, 0, 80));
        Assert.StartsWith($"td {verb}", page, StringComparison.Ordinal);
        Assert.Contains(lines, line => line.StartsWith($"  td {verb} ", StringComparison.Ordinal) || line == $"  td {verb}");
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public void The_pages_name_every_option_and_no_other(string verb)
    {
        var command = CommandLine.Root().Subcommands.Single(command => command.Name == verb);
        var page = PageOf(verb, "--help");
        if (command.Options.Any(option => option.Name == "--help-all"))
        {
            var full = PageOf(verb, "--help-all");
            Assert.All(full.Split('\n'), line => Assert.InRange(line.Length, 0, 80));
            Assert.All(command.Options.Where(option => option.Name != "--help-all"), option => Assert.Contains(option.Name, NamedIn(full)));
            Assert.All(command.Options.SelectMany(option => option.Aliases).Where(alias => alias.StartsWith("--", StringComparison.Ordinal)), alias => Assert.Contains(alias, NamedIn(full)));
            page += "\n" + full;
        }

        var named = NamedIn(page);
        Assert.All(command.Options.Where(option => !option.Hidden), option => Assert.Contains(option.Name, named));
        Assert.All(named.Where(name => name != "--help"), name => Assert.Contains(command.Options, option => option.Name == name || option.Aliases.Contains(name)));
        Assert.All(command.Arguments, argument => Assert.Contains(argument.Name, page, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public void Every_verb_can_be_quiet_and_gives_its_results_as_JSON_where_it_has_some(string verb)
    {
        var options = CommandLine.Root().Subcommands.Single(command => command.Name == verb).Options.SelectMany(option => option.Aliases.Prepend(option.Name)).ToHashSet();
        Assert.Contains("--quiet", options);
        Assert.Contains("-q", options);
        Assert.Equal(verb is not ("watch" or "help" or "completion"), options.Contains("--json"));
    }

    [Fact]
    public void The_full_page_of_training_names_every_size_that_can_be_trained_from_scratch()
    {
        var words = PageOf("train", "--help-all").Split([' ', '\n', ',', '.', '(', ')']);
        Assert.Equal(
            ModelConfig.Names.Order(StringComparer.Ordinal),
            words.Where(word => SizeName().IsMatch(word)).Distinct().Order(StringComparer.Ordinal));
    }

    [GeneratedRegex("^[a-z0-9-]+-(tiny|mini|small|base)$")]
    private static partial Regex SizeName();

    static HashSet<string> NamedIn(string page) => page.Split([' ', '\n', '|', ',', '(', ')', '[', ']'])
        .Where(word => word.StartsWith("--", StringComparison.Ordinal) && word.Length > 2)
        .Select(word => word.TrimEnd('.', ':', ';'))
        .ToHashSet();

    [Fact]
    public void The_first_page_names_every_verb_and_exit_code()
    {
        var page = PageOf("--help");
        Assert.InRange(page.Split('\n').Length, 1, 24);
        Assert.All(CommandLine.Root().Subcommands, command => Assert.Contains($"td {command.Name} ", page, StringComparison.Ordinal));
        Assert.All(Enum.GetValues<ExitCode>(), code => Assert.Contains($" {(int)code}", page, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--burn_out=3", "--burn-out=3")]
    [InlineData("--per_device_train_batch_size", "--per-device-train-batch-size")]
    [InlineData("--output-dir=my_runs", "--output-dir=my_runs")]
    [InlineData("my_folder", "my_folder")]
    [InlineData("-o", "-o")]
    public void Underscores_in_option_names_count_as_dashes(string given, string expected) =>
        Assert.Equal([expected], CommandLine.Dashed([given]));
}
