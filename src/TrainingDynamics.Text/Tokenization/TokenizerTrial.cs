using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Tokenizers.DotNet;
using TrainingDynamics.Logs;

namespace TrainingDynamics.Text.Tokenization;

/// <summary>
/// Opens tokenizers with Hugging Face's library, each for the first time on a machine in a child process, because on some malformed files the
/// library ends its process. The hash of a file that passed is kept in the user's cache folder.
/// </summary>
public static partial class TokenizerTrial
{
    /// <summary>The first argument of a <c>td</c> that tries a file; the second is its path.</summary>
    public const string Argument = "try-tokenizer";

    const int Refused = 2;
    const int LongestQuote = 300;
    const int ProbeLength = 1024;

    // Planes 0 and 1; beyond them are rare ideographs, which no tokenizer treats apart.
    const int ProbedCodePoints = 0x20000;

    static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    /// <summary>
    /// The command of the child process: a program and its first arguments; with a path added it does the same as <see cref="Run"/>. By default
    /// <c>td</c>, if it is this program or in its folder; null: new files are opened without a trial.
    /// </summary>
    public static IReadOnlyList<string>? Child { get; set; } = Td();

    /// <summary>The child process: opens a file and tokenizes every character.</summary>
    /// <returns>0; or 2, after printing why the library refuses it.</returns>
    public static int Run(string path)
    {
        try
        {
            using var tokenizer = new Tokenizer(path);
            foreach (var text in Probes())
            {
                tokenizer.Encode(text);
            }

            return 0;
        }
        catch (TokenizerException exception)
        {
            Console.Out.WriteLine(exception.Message);
            return Refused;
        }
    }

    /// <summary>Opens a tokenizer.</summary>
    /// <param name="reduced">A checked <c>tokenizer.json</c> without the parts that are not needed.</param>
    /// <param name="source">The name in messages.</param>
    /// <exception cref="VocabularyFormatException">The library refuses it, or fails on it.</exception>
    internal static Tokenizer Open(byte[] reduced, string source)
    {
        var path = Path.Combine(Path.GetTempPath(), $"td-{Path.GetRandomFileName()}.json");
        try
        {
            File.WriteAllBytes(path, reduced);
            TryOnce(path, Convert.ToHexStringLower(SHA256.HashData(reduced)), source);
            return new Tokenizer(path);
        }
        catch (TokenizerException exception)
        {
            throw Refuse(source, exception.Message);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new VocabularyFormatException(
                source, null, $"a copy for Hugging Face's library could not be written: {exception.Message}; free some space, or set TMPDIR", exception);
        }
        finally
        {
            File.Delete(path);
        }
    }

    static void TryOnce(string path, string hash, string source)
    {
        var mark = Path.Combine($"tokenizers-{typeof(Tokenizer).Assembly.GetName().Version}", hash);
        if (Child is null || UserCache.Holds(mark))
        {
            return;
        }

        Try(path, source);
        try
        {
            UserCache.Keep([], mark, UserCache.Folders);
        }
        catch (IOException)
        {
            // It will be tried again.
        }
    }

    static void Try(string path, string source)
    {
        var start = new ProcessStartInfo(Child![0], [.. Child.Skip(1), path])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        using var child = Start(start, source);
        child.StandardInput.Close();
        var output = child.StandardOutput.ReadToEndAsync();
        var error = child.StandardError.ReadToEndAsync();
        if (!child.WaitForExit(Limit))
        {
            child.Kill();
            throw new VocabularyFormatException(
                source, null, $"Hugging Face's library was not done with it after {Limit.TotalSeconds} s; get the file again");
        }

        if (child.ExitCode == Refused)
        {
            throw Refuse(source, output.Result);
        }

        if (child.ExitCode != 0)
        {
            throw new VocabularyFormatException(
                source, null, $"Hugging Face's library fails on it (exit code {child.ExitCode}: {OneLine(Panic(error.Result))}); get the file again");
        }
    }

    static Process Start(ProcessStartInfo start, string source)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception exception)
        {
            throw new VocabularyFormatException(
                source, null, $"the process that was to try it could not be started: {start.FileName}: {exception.Message}", exception);
        }
    }

    // "thread … panicked at FILE:LINE:", and the reason in the next line.
    static string Panic(string error)
    {
        var start = error.IndexOf("panicked at", StringComparison.Ordinal);
        var end = start < 0 ? -1 : error.IndexOf('\n', error.IndexOf('\n', start) + 1);
        return end < 0 ? error : error[start..end];
    }

    // In the copy, where nobody can look.
    [GeneratedRegex(@" at line \d+ column \d+")]
    private static partial Regex Place();

    static VocabularyFormatException Refuse(string source, string reason) =>
        new(source, null, $"Hugging Face's library refuses it: {OneLine(Place().Replace(reason, ""))}; get the file again");

    static string OneLine(string text)
    {
        var line = text.Trim().ReplaceLineEndings(" ");
        return line.Length <= LongestQuote ? line : string.Concat(line.AsSpan(0, LongestQuote), "…");
    }

    static IEnumerable<string> Probes()
    {
        yield return "";
        // What a regular expression that tries everything would not be done with.
        foreach (var c in "a1é \n'.")
        {
            yield return new string(c, ProbeLength);
            yield return new string(c, ProbeLength) + '!';
        }

        var text = new StringBuilder();
        for (var code = 0; code < ProbedCodePoints; code++)
        {
            if (Rune.IsValid(code))
            {
                text.Append(new Rune(code).ToString());
            }

            if (code % ProbeLength == ProbeLength - 1)
            {
                yield return text.ToString();
                text.Clear();
            }
        }
    }

    static string[]? Td()
    {
        var program = Environment.ProcessPath;
        var beside = Path.Combine(AppContext.BaseDirectory, "td.dll");
        return Path.GetFileNameWithoutExtension(program) == "td" ? [program!, Argument]
            : File.Exists(beside) ? [Path.GetFileNameWithoutExtension(program) == "dotnet" ? program! : "dotnet", beside, Argument]
            : null;
    }
}
