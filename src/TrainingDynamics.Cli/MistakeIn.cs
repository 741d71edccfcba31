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
        foreach (var arg in args)
        {
            if (arg == "--")
            {
                break;
            }

            if (LooksLikeOption(arg) && IsValue(parsed, arg))
            {
                return arg;
            }
        }

        return null;
    }

    // Loops, because queries over these types cost a millisecond at every start.
    static bool IsValue(ParseResult parsed, string arg)
    {
        foreach (var result in parsed.CommandResult.Children)
        {
            if (result is OptionResult { Option: var option } && (option.AllowMultipleArgumentsPerToken || option.ValueType != typeof(string))
                && Contains(result.Tokens, arg))
            {
                return true;
            }
        }

        return Contains(parsed.CommandResult.Tokens, arg) || parsed.UnmatchedTokens.Contains(arg);
    }

    static bool Contains(IReadOnlyList<Token> tokens, string arg)
    {
        foreach (var token in tokens)
        {
            if (token.Value == arg)
            {
                return true;
            }
        }

        return false;
    }

    static bool LooksLikeOption(string arg) => arg.Length > 1 && arg[0] == '-' && !char.IsAsciiDigit(arg[1]) && arg[1] != '.';

    static IEnumerable<string> NamesOf(Command command) =>
        command.Options.Where(option => !option.Hidden).SelectMany(option => option.Aliases.Prepend(option.Name))
            .Where(name => name.StartsWith("--", StringComparison.Ordinal))
            .Append("--help");
}
