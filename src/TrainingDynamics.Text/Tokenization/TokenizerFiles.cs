using TrainingDynamics.Logs;

namespace TrainingDynamics.Text.Tokenization;

/// <summary>
/// The tokenizer files of a folder as they were read. They are written back byte for byte when the model is saved: what
/// they say beyond what is understood here would be lost otherwise, and Hugging Face could give other ids for the
/// fine-tuned model than for the one it was made of.
/// </summary>
sealed class TokenizerFiles
{
    readonly List<(string Name, byte[] Content)> _files;

    TokenizerFiles(List<(string Name, byte[] Content)> files) => _files = files;

    /// <summary>No files: a tokenizer made in memory.</summary>
    public static TokenizerFiles None { get; } = new([]);

    /// <summary>Reads those of <see cref="TokenizerFolder.Files"/> that are there.</summary>
    /// <exception cref="VocabularyFormatException">One cannot be read.</exception>
    public static TokenizerFiles Read(string folder)
    {
        var files = new List<(string, byte[])>();
        foreach (var name in TokenizerFolder.Files)
        {
            var path = Path.Combine(folder, name);
            try
            {
                if (File.Exists(path))
                {
                    files.Add((name, RegularFile.ReadAllBytes(path, RegularFile.MostTokenizerBytes)));
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw new VocabularyFormatException(
                    path, null, $"cannot be read: {exception.Message.ReplaceLineEndings(" ")}", exception);
            }
        }

        return new TokenizerFiles(files);
    }

    /// <summary>Whether a file of that name was read.</summary>
    public bool Hold(string name) => _files.Exists(file => file.Name == name);

    /// <summary>Writes them into an existing folder.</summary>
    public void Write(string folder)
    {
        foreach (var (name, content) in _files)
        {
            File.WriteAllBytes(Path.Combine(folder, name), content);
        }
    }
}
