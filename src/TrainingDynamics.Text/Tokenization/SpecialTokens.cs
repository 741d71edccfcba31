using System.Text.Json;
using System.Text.Json.Nodes;

namespace TrainingDynamics.Text.Tokenization;

/// <summary>The spelling of the tokens that stand for no text. The defaults are BERT's.</summary>
/// <param name="Padding">Fills batches; its id is masked out.</param>
/// <param name="Unknown">Replaces a word that the pieces cannot spell.</param>
/// <param name="Classifier">First token of every example.</param>
/// <param name="Separator">Ends each segment.</param>
/// <param name="Mask">Used only by pre-training; a vocabulary may lack it.</param>
public sealed record SpecialTokens(
    string Padding = "[PAD]",
    string Unknown = "[UNK]",
    string Classifier = "[CLS]",
    string Separator = "[SEP]",
    string Mask = "[MASK]")
{
    /// <summary>All five, in the order in which a new vocabulary begins with them.</summary>
    public IReadOnlyList<string> All => [Padding, Unknown, Classifier, Separator, Mask];

    /// <summary>The four that every vocabulary must have.</summary>
    public IReadOnlyList<string> Required => [Padding, Unknown, Classifier, Separator];

    /// <summary>Writes a <c>special_tokens_map.json</c> that Hugging Face's tokenizers read.</summary>
    public void Save(string path)
    {
        var json = new JsonObject
        {
            ["cls_token"] = Classifier,
            ["mask_token"] = Mask,
            ["pad_token"] = Padding,
            ["sep_token"] = Separator,
            ["unk_token"] = Unknown,
        };
        File.WriteAllText(path, json.ToJsonString(new JsonSerializerOptions { WriteIndented = true, NewLine = "\n" }) + "\n");
    }
}
