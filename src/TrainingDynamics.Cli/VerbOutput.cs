using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace TrainingDynamics.Cli;

/// <summary>
/// Who reads what a verb prints: a person, a program (<c>--json</c>) or nobody (<c>--quiet</c>). A verb prints its lines for people to
/// <see cref="Console.Out"/>, which goes nowhere where they are not wanted, and gives its results to <see cref="Json"/> too.
/// </summary>
static class VerbOutput
{
    const string JsonName = "--json";
    const string QuietName = "--quiet";

    static TextWriter s_results = Console.Out;
    static bool s_isQuiet;
    static bool s_isGivenUp;

    /// <summary>True where a program reads standard output: it gets the one object of <see cref="Json"/> and nothing else.</summary>
    public static bool IsJson { get; private set; }

    public static bool IsShown => !IsJson && !s_isQuiet;

    public static bool WantsNotes => !s_isQuiet;

    /// <summary>
    /// Where lines about the work in progress go: standard output, with <c>--json</c> standard error, with <c>--quiet</c> nowhere.
    /// </summary>
    public static TextWriter Progress => s_isQuiet ? TextWriter.Null : IsJson ? Console.Error : Console.Out;

    /// <summary>Adds <c>-q</c> and, to a verb that has results, <c>--json</c>.</summary>
    public static void AddTo(Command command, bool hasResults)
    {
        if (hasResults)
        {
            command.Options.Add(new Option<bool>(JsonName));
        }

        command.Options.Add(new Option<bool>(QuietName, "-q"));
    }

    public static string PageLine(bool hasResults) =>
        hasResults ? "--json: the results as one JSON object; -q, --quiet: nothing but errors" : "-q, --quiet: nothing but errors";

    /// <summary>Sets the console up as the command line asks, until the result is disposed.</summary>
    public static IDisposable For(ParseResult parsed)
    {
        var before = new Restored(s_results, Console.Out, IsJson, s_isQuiet);
        (s_results, IsJson, s_isQuiet, s_isGivenUp) = (Console.Out, IsGiven(parsed, JsonName), IsGiven(parsed, QuietName), false);
        if (!IsShown)
        {
            Console.SetOut(TextWriter.Null);
        }

        return before;
    }

    /// <summary>Prints the results as one line of JSON where a program reads; else <paramref name="results"/> is not called.</summary>
    public static void Json(Func<JsonObject> results)
    {
        if (!IsJson)
        {
            return;
        }

        using var bytes = new MemoryStream();
        // Made here, for the other verbs start faster without the library.
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            results().WriteTo(json);
        }

        s_results.WriteLine(Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length));
        s_results.Flush();
    }

    /// <summary>Leaves standard output to a verb's result; from here on the verb's lines go to standard error.</summary>
    /// <param name="option">The option that asks for it.</param>
    /// <exception cref="UsageException">Something else goes there already.</exception>
    public static void GiveUpStandardOutput(string option)
    {
        if (IsJson || s_isGivenUp)
        {
            throw new UsageException($"{option} asks for standard output, where {(IsJson ? JsonName : "another result")} goes; write one of the two to a file");
        }

        s_isGivenUp = true;
        if (IsShown)
        {
            Console.SetOut(Console.Error);
        }
    }

    /// <summary>Prints a line that is neither error nor result to standard error, unless <c>--quiet</c> is given.</summary>
    public static void Note(string text)
    {
        if (!s_isQuiet)
        {
            Console.Error.WriteLine(TerminalText.Of(text));
        }
    }

    static bool IsGiven(ParseResult parsed, string name) =>
        parsed.CommandResult.Command.Options.FirstOrDefault(option => option.Name == name) is Option<bool> option && parsed.GetValue(option);

    sealed record Restored(TextWriter Results, TextWriter Out, bool WasJson, bool WasQuiet) : IDisposable
    {
        public void Dispose()
        {
            (s_results, IsJson, s_isQuiet) = (Results, WasJson, WasQuiet);
            Console.SetOut(Out);
        }
    }
}
