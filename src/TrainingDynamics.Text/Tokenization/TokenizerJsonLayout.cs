namespace TrainingDynamics.Text.Tokenization;

/// <summary>Reads the <c>post_processor</c> of a <c>tokenizer.json</c>: the places of special tokens.</summary>
static class TokenizerJsonLayout
{
    const string Supported = "TemplateProcessing, BertProcessing, RobertaProcessing, ByteLevel, or a Sequence with one of the first three";

    // It moves offsets, which are not used here, and adds nothing.
    const string AddsNothing = "ByteLevel";

    // Hugging Face's class of this name lays special tokens out by its switches, whatever the file says.
    const string ClassOfSwitches = "LlamaTokenizer";

    /// <summary>Reads it from the whole file; without one there are no special tokens.</summary>
    /// <param name="root">The file.</param>
    /// <param name="vocabulary">Its ids.</param>
    /// <param name="configuration">The files beside it.</param>
    /// <exception cref="VocabularyFormatException">It is malformed or of another type.</exception>
    public static SpecialTokenLayout Read(JsonPart root, TokenizerJsonVocabulary vocabulary, TokenizerConfiguration configuration)
    {
        var layout = configuration.ClassName is ClassOfSwitches or $"{ClassOfSwitches}Fast" ? Switched(vocabulary, configuration)
            : root.Find("post_processor") is { } processor ? Of(processor)
            : SpecialTokenLayout.None;
        var inFile = root.Find("truncation")?.Find("direction");
        return layout with { CutsBeginning = configuration.CutsBeginning ?? (inFile is { } side && TokenizerConfiguration.IsLeft(side)) };
    }

    static SpecialTokenLayout Switched(TokenizerJsonVocabulary vocabulary, TokenizerConfiguration configuration)
    {
        int[] begin = configuration.AddsBegin ?? true ? [vocabulary.IdOf(configuration.BeginToken ?? "<s>", "bos_token")] : [];
        int[] end = configuration.AddsEnd ?? false ? [vocabulary.IdOf(configuration.EndToken ?? "</s>", "eos_token")] : [];
        return new SpecialTokenLayout(begin, end, begin, [.. end, .. begin], end, HasTypes: true) { SecondTypeBetween = begin.Length };
    }

    static SpecialTokenLayout Of(JsonPart processor)
    {
        switch (processor.Token("type"))
        {
            case AddsNothing:
                return SpecialTokenLayout.None;
            case "BertProcessing":
                return SpecialTokenLayout.Bert(Id(processor, "cls"), Id(processor, "sep"));
            case "RobertaProcessing":
                return SpecialTokenLayout.Roberta(Id(processor, "cls"), Id(processor, "sep"));
            case "TemplateProcessing":
                return Template(processor);
            case "Sequence":
                JsonPart[] parts = [.. processor.Need("processors").Items().Where(part => part.Token("type") != AddsNothing)];
                return parts switch
                {
                    [] => SpecialTokenLayout.None,
                    [var only] => Of(only),
                    _ => throw processor.Need("processors").Refuse(Supported),
                };
            default:
                throw processor.Need("type").Refuse(Supported);
        }
    }

    // A token with its id: ["[SEP]", 102].
    static int Id(JsonPart processor, string name) =>
        processor.Need(name).Items().ToArray() is [_, var id]
            ? id.Id()
            : throw processor.Need(name).Refuse("a token and its id");

    static SpecialTokenLayout Template(JsonPart processor)
    {
        var (single, singleTypes) = Parts(processor, "single", "A");
        var (pair, pairTypes) = Parts(processor, "pair", "A", "B");
        // Type ids are 0, and from some place between the texts on 1, if anywhere.
        var ones = pairTypes.Count(type => type == 1);
        var isOrdered = pairTypes.SequenceEqual(pairTypes.Order()) && pairTypes.All(type => type is 0 or 1);
        var afterFirst = pair[1].Length + 1 + pair[2].Length;
        if (singleTypes.Exists(type => type != 0) || !isOrdered || ones > afterFirst || (ones > 0 && ones <= pair[2].Length))
        {
            throw processor.Need("pair").Refuse("type id 0 up to the first text, 0 or 1 between, and 0 or 1 from the second on");
        }

        return new SpecialTokenLayout(single[0], single[1], pair[0], pair[1], pair[2], HasTypes: ones > 0)
        {
            SecondTypeBetween = Math.Max(0, ones - 1 - pair[2].Length),
        };
    }

    // The special tokens before, between and after the texts, and the type ids of tokens and texts in their order.
    static (List<int[]> Ids, List<int> Types) Parts(JsonPart processor, string name, params string[] texts)
    {
        var template = processor.Need(name);
        List<int[]> parts = [[]];
        List<int> types = [];
        foreach (var piece in template.Items())
        {
            if (piece.Find("Sequence") is { } text)
            {
                if (parts.Count > texts.Length || text.Token("id") != texts[parts.Count - 1])
                {
                    throw text.Refuse($"the texts {string.Join(" and ", texts)} in this order");
                }

                parts.Add([]);
                types.Add(text.Need("type_id").Id());
            }
            else
            {
                var special = piece.Need("SpecialToken");
                int[] ids = [.. processor.Need("special_tokens").Need(special.Need("id").Text()).Need("ids").Items().Select(id => id.Id())];
                parts[^1] = [.. parts[^1], .. ids];
                types.AddRange(Enumerable.Repeat(special.Need("type_id").Id(), ids.Length));
            }
        }

        return parts.Count == texts.Length + 1 ? (parts, types) : throw template.Refuse($"the texts {string.Join(" and ", texts)} in this order");
    }
}
