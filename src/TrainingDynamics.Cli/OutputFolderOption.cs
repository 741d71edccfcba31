namespace TrainingDynamics.Cli;

/// <summary>The option that names the folder of a verb that writes several files. The folder is made where it does not exist.</summary>
sealed class OutputFolderOption() : Option<string?>("--output-dir", "--output", "-o")
{
    /// <summary>The folder; null where the option was not given. Call it before anything is written.</summary>
    /// <exception cref="UsageException">It is standard output, or a file is in the way.</exception>
    public string? Read(ParseResult parsed)
    {
        var path = parsed.GetValue(this);
        if (path is WholeFile.StandardOutput or "")
        {
            throw new UsageException($"{Name} is '{path}', expected the name of a folder, for there are several files to write");
        }

        for (var place = path is null ? null : Path.GetFullPath(path); place is not null && !Directory.Exists(place); place = Path.GetDirectoryName(place))
        {
            // A link that leads nowhere is there too.
            if (Path.Exists(place))
            {
                var isDangling = FileStatus.Of(place).Kind == FileKind.Missing;
                throw new UsageException($"{Name} {path}: {place} is {(isDangling ? "a link that leads nowhere" : "no folder")}, expected a folder or a name that is free; name another");
            }
        }

        return path;
    }
}
