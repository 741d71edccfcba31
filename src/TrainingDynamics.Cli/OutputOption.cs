namespace TrainingDynamics.Cli;

/// <summary>
/// The option that names the file of a result. An existing file is replaced by <see cref="WholeFile"/>, so a device, a FIFO or a link works
/// as with <c>cp</c>; <c>-</c> is standard output, and the verb's lines then go to standard error.
/// </summary>
sealed class OutputOption(string name, params string[] aliases) : Option<string?>(name, aliases)
{
    /// <summary>The option as most verbs have it, <c>-o</c>.</summary>
    public OutputOption()
        : this("--output", "-o")
    {
    }

    /// <summary>Where the result goes; null where the option was not given. Call it once, before the verb's first line.</summary>
    /// <exception cref="UsageException">It names a folder, or lies in one that does not exist; or standard output is taken.</exception>
    public string? Read(ParseResult parsed)
    {
        if (parsed.GetValue(this) is not { } path)
        {
            return null;
        }

        if (WholeFile.IsStandardOutput(path))
        {
            VerbOutput.GiveUpStandardOutput(Name);
            return WholeFile.StandardOutput;
        }

        if (path.Length == 0 || Path.EndsInDirectorySeparator(path) || Directory.Exists(path))
        {
            throw new UsageException($"{Name} is '{path}', a folder's name; expected a file's");
        }

        // A run's folders are made when it begins; a mistyped place for a picture is not.
        var target = TargetOf(path);
        var folder = Path.GetDirectoryName(Path.GetFullPath(target));
        return Directory.Exists(folder)
            ? path
            : throw new UsageException(
                $"{Name} {path}: there is no folder {folder}{(target == path ? "" : ", where this link leads")}; make it first (mkdir -p) or name another");
    }

    string TargetOf(string path)
    {
        try
        {
            return WholeFile.TargetOf(path) ?? path;
        }
        catch (IOException e)
        {
            throw new UsageException($"{Name} {path}: {e.Message}; name another file");
        }
    }
}
