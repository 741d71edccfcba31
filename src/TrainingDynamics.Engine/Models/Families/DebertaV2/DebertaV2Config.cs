namespace TrainingDynamics.Engine.Models;

/// <summary>The fields of <c>config.json</c> that DeBERTa-v2 and v3 have beside BERT's.</summary>
static class DebertaV2Config
{
    const string ContentToPosition = "c2p", PositionToContent = "p2c", LayerNorm = "layer_norm";

    /// <summary>Reads the config.</summary>
    /// <exception cref="ModelConfigException">It asks for what Hugging Face's code does not build, or what is not built here.</exception>
    public static ModelConfig Read(ConfigReader json, ModelFamily family)
    {
        var config = json.Encoder(family);
        RequireWidth(json, "attention_head_size", config.HiddenSize / Math.Max(config.Heads, 1));
        RequireWidth(json, "pooler_hidden_size", config.HiddenSize);
        var terms = Words(json, "pos_att_type", ContentToPosition, PositionToContent);
        return config with
        {
            TypeVocabularySize = json.Whole("type_vocab_size", 0),
            EmbeddingSize = json.Whole("embedding_size", config.HiddenSize),
            Options = new DebertaV2Options
            {
                RelativeAttention = json.Flag("relative_attention"),
                MaxRelativePositions = json.Whole("max_relative_positions", -1),
                PositionBuckets = json.Whole("position_buckets", -1),
                ContentToPosition = terms.Contains(ContentToPosition),
                PositionToContent = terms.Contains(PositionToContent),
                SharesProjections = json.Flag("share_att_key"),
                NormsPositions = Words(json, "norm_rel_ebd", "none", LayerNorm).Contains(LayerNorm),
                AddsPositions = json.Flag("position_biased_input", otherwise: true),
                ConvolutionWidth = Math.Max(0, json.Whole("conv_kernel_size", 0)),
                ConvolutionGroups = json.Whole("conv_groups", 1),
                ConvolutionActivation = json.Activation("conv_act", Activation.Tanh),
                PoolerDropout = json.Number("pooler_dropout") ?? 0,
                PoolerActivation = json.Activation("pooler_hidden_act", Activation.Gelu),
            },
        };
    }

    /// <summary>Writes what <see cref="Read"/> reads.</summary>
    public static void Write(ConfigWriter json, ModelConfig config, DebertaV2Options options)
    {
        json.Common(config);
        json.Epsilon(config);
        json.Whole("type_vocab_size", config.TypeVocabularySize);
        json.Whole("embedding_size", config.EmbeddingSize);
        json.Flag("relative_attention", options.RelativeAttention);
        json.Whole("max_relative_positions", options.MaxRelativePositions);
        json.Whole("position_buckets", options.PositionBuckets);
        json.Texts(
            "pos_att_type", [.. options.PositionToContent ? [PositionToContent] : Array.Empty<string>(), .. options.ContentToPosition ? [ContentToPosition] : Array.Empty<string>()]);
        json.Flag("share_att_key", options.SharesProjections);
        json.Text("norm_rel_ebd", options.NormsPositions ? LayerNorm : "none");
        json.Flag("position_biased_input", options.AddsPositions);
        json.Number("pooler_dropout", options.PoolerDropout);
        json.Text("pooler_hidden_act", ConfigReader.Word(options.PoolerActivation));
        json.Whole("pooler_hidden_size", config.HiddenSize);
        if (options.ConvolutionWidth > 0)
        {
            json.Whole("conv_kernel_size", options.ConvolutionWidth);
            json.Whole("conv_groups", options.ConvolutionGroups);
            json.Text("conv_act", ConfigReader.Word(options.ConvolutionActivation));
        }
    }

    /// <summary>What no model can have, as messages.</summary>
    public static IEnumerable<string> Problems(ModelConfig config, DebertaV2Options options)
    {
        const int largestTable = 1 << 25;
        if (options.Span(config) > largestTable || options.Reach(config) > largestTable)
        {
            yield return FormattableString.Invariant($"found position_buckets {options.PositionBuckets} and max_relative_positions {options.MaxRelativePositions}, expected at most {largestTable}");
        }

        if (options.PositionBuckets == 1)
        {
            yield return "found position_buckets 1, expected none (-1) or at least 2";
        }

        if (options.ConvolutionWidth > 0 && (options.ConvolutionWidth % 2 == 0 || options.ConvolutionWidth > config.HiddenSize * 64))
        {
            yield return FormattableString.Invariant($"found conv_kernel_size {options.ConvolutionWidth}, expected an odd one: with an even one the convolution loses a token");
        }

        if (options.ConvolutionGroups < 1 || config.HiddenSize % options.ConvolutionGroups != 0)
        {
            yield return FormattableString.Invariant($"found conv_groups {options.ConvolutionGroups}, expected a divisor of hidden_size {config.HiddenSize}");
        }

        if (options.PoolerDropout is not (>= 0 and < 1))
        {
            yield return FormattableString.Invariant($"found pooler_dropout {options.PoolerDropout}, expected a probability in [0, 1)");
        }
    }

    static void RequireWidth(ConfigReader json, string field, int expected)
    {
        if (json.Whole(field, expected) is var found && found != expected)
        {
            throw json.Bad(FormattableString.Invariant($"found {field} {found}, expected {expected}: Hugging Face's code takes no other either"));
        }
    }

    /// <summary>A list of words, or one text with | between them.</summary>
    static string[] Words(ConfigReader json, string field, params string[] known)
    {
        string[] words = [.. (json.IsList(field) ? json.Texts(field)! : (json.Text(field) ?? "").Split('|')).Select(word => word.Trim().ToLowerInvariant())];
        return words.FirstOrDefault(word => word.Length > 0 && !known.Contains(word)) is { } other
            ? throw json.Bad($"found {field} '{other}', expected {string.Join(" or ", known)}")
            : words;
    }
}
