using System.CommandLine.Parsing;

namespace TrainingDynamics.Cli;

/// <summary>What is wrong with a command line, the same sentence for every verb.</summary>
static class MistakeIn
{
    /// <summary>The first mistake, without a full stop; null where parsing sees none.</summary>
    public static string? Of(ParseResult parsed, IReadOnlyList<string> args)
    {
        if (UnknownOption(parsed, args) is { } option)
        {
            var name = option.Split('=')[0];
            return $"no option is called {name}{Spelling.DidYouMean(name, NamesOf(parsed.CommandResult.Command))}";
        }

        return parsed.Errors.Count == 0 ? null
            : parsed.UnmatchedTokens is [var one, ..] ? $"'{one}' is one argument too many"
            : parsed.Errors[0].Message.TrimEnd('.');
    }

    // Where a verb or an option takes any number of values, the parser takes a mistyped option for one of them.
    static string? UnknownOption(ParseResult parsed, IReadOnlyList<string> args)
    {
        if (!args.Any(LooksLikeOption))
        {
            return null;
        }

        var values = parsed.CommandResult.Children.OfType<OptionResult>()
            .Where(result => result.Option.AllowMultipleArgumentsPerToken || result.Option.ValueType != typeof(string))
            .SelectMany(result => result.Tokens);
        var unknown = parsed.CommandResult.Tokens.Concat(values).Select(token => token.Value).Concat(parsed.UnmatchedTokens).ToHashSet();
        return args.TakeWhile(arg => arg != "--").FirstOrDefault(arg => LooksLikeOption(arg) && unknown.Contains(arg));
    }

    static bool LooksLikeOption(string arg) => arg.Length > 1 && arg[0] == '-' && !char.IsAsciiDigit(arg[1]) && arg[1] != '.';

    static IEnumerable<string> NamesOf(Command command) =>
        command.Options.Where(option => !option.Hidden).SelectMany(option => option.Aliases.Prepend(option.Name))
            .Where(name => name.StartsWith("--", StringComparison.Ordinal))
            .Append("--help");
}
