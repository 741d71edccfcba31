using TrainingDynamics.Logs;

namespace TrainingDynamics.Text.Tokenization;

/// <summary>
/// The tokenizer files of a folder as they were read. They are written back byte for byte with the model; otherwise settings that this program does
/// not know would be lost, and Hugging Face could give other ids for the fine-tuned model than for its base model.
/// </summary>
sealed class TokenizerFiles(List<(string Name, byte[] Content)> files)
{
    /// <summary>No files, for a tokenizer made in memory.</summary>
    public static TokenizerFiles None { get; } = new([]);

    /// <summary>Reads those of <see cref="TokenizerFolder.Files"/> that exist.</summary>
    /// <exception cref="VocabularyFormatException">One cannot be read.</exception>
    public static TokenizerFiles Read(string folder)
    {
        var found = new List<(string, byte[])>();
        foreach (var name in TokenizerFolder.Files)
        {
            var path = Path.Combine(folder, name);
            try
            {
                if (File.Exists(path))
                {
                    found.Add((name, RegularFile.ReadAllBytes(path, RegularFile.MostTokenizerBytes)));
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw new VocabularyFormatException(
                    path, null, $"cannot be read: {exception.Message.ReplaceLineEndings(" ")}", exception);
            }
        }

        return new TokenizerFiles(found);
    }

    /// <summary>True where a file of this name was read.</summary>
    public bool Hold(string name) => files.Exists(file => file.Name == name);

    /// <summary>Writes them into an existing folder.</summary>
    public void Write(string folder)
    {
        foreach (var (name, content) in files)
        {
            File.WriteAllBytes(Path.Combine(folder, name), content);
        }
    }
}
