namespace TrainingDynamics.Text.Tokenization;

/// <summary>Reads the <c>post_processor</c> of a <c>tokenizer.json</c>: where the special tokens go.</summary>
static class TokenizerJsonLayout
{
    const string Supported = "TemplateProcessing, BertProcessing or RobertaProcessing";

    /// <summary>Reads it from the whole file.</summary>
    /// <exception cref="VocabularyFormatException">It is missing, malformed or of another type.</exception>
    public static SpecialTokenLayout Read(JsonPart root)
    {
        var processor = root.Need("post_processor", Supported);
        return processor.Token("type") switch
        {
            "BertProcessing" => SpecialTokenLayout.Bert(Id(processor, "cls"), Id(processor, "sep")),
            "RobertaProcessing" => SpecialTokenLayout.Roberta(Id(processor, "cls"), Id(processor, "sep")),
            "TemplateProcessing" => Template(processor),
            _ => throw processor.Need("type").Refuse(Supported),
        };
    }

    // A token with its id: ["[SEP]", 102].
    static int Id(JsonPart processor, string name) =>
        processor.Need(name).Items().ToArray() is [_, var id]
            ? id.Id()
            : throw processor.Need(name).Refuse("a token and its id");

    static SpecialTokenLayout Template(JsonPart processor)
    {
        var single = Parts(processor, "single", "A");
        var pair = Parts(processor, "pair", "A", "B");
        bool hasTypes = pair[2].Type == 1;
        if (single.Any(part => part.Type != 0) || pair.Take(2).Any(part => part.Type != 0) || pair[2].Type is not (0 or 1))
            throw processor.Need("pair").Refuse("type id 0 up to the second text, and 0 or 1 from there on");
        return new SpecialTokenLayout(single[0].Ids, single[1].Ids, pair[0].Ids, pair[1].Ids, pair[2].Ids, hasTypes);
    }

    // The special tokens before, between and after the texts, with the one type id of each stretch. A text's type id
    // belongs to the stretch after it, but for the first text, which belongs with what stands before it.
    static List<(int[] Ids, int Type)> Parts(JsonPart processor, string name, params string[] texts)
    {
        var template = processor.Need(name);
        List<(List<int> Ids, HashSet<int> Types)> parts = [([], [])];
        foreach (var piece in template.Items())
        {
            if (piece.Find("Sequence") is { } text)
            {
                if (parts.Count > texts.Length || text.Token("id") != texts[parts.Count - 1])
                    throw text.Refuse($"the texts {string.Join(" and ", texts)} in this order");
                parts.Add(([], []));
                parts[parts.Count == 2 ? 0 : ^1].Types.Add(text.Need("type_id").Id());
            }
            else
            {
                var special = piece.Need("SpecialToken");
                parts[^1].Types.Add(special.Need("type_id").Id());
                parts[^1].Ids.AddRange(
                    processor.Need("special_tokens").Need(special.Need("id").Text()).Need("ids").Items().Select(id => id.Id()));
            }
        }

        if (parts.Count != texts.Length + 1)
            throw template.Refuse($"the texts {string.Join(" and ", texts)} in this order");
        if (parts.Exists(part => part.Types.Count > 1))
            throw template.Refuse("one type id from text to text");
        return [.. parts.Select(part => (part.Ids.ToArray(), part.Types.FirstOrDefault()))];
    }
}
