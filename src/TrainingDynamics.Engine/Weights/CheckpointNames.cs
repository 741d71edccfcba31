namespace TrainingDynamics.Engine.Weights;

/// <summary>
/// Finds a classifier's parameters in checkpoints of other ages and purposes. Sources: the renamings in Hugging Face's
/// <c>from_pretrained</c>; TensorFlow's layer norm, from which the oldest checkpoints were converted, says gamma and beta.
/// </summary>
/// <param name="config">Of the model that is to be filled.</param>
/// <param name="slices">Its parameters.</param>
sealed class CheckpointNames(ModelConfig config, IReadOnlyDictionary<string, ParameterSlice> slices)
{
    static readonly (string Old, string New)[] Renamed = [(".gamma", ".weight"), (".beta", ".bias")];

    static readonly string[] Buffers =
        ["embeddings.position_ids", "embeddings.token_type_ids", "rotary_emb.inv_freq", "attn.bias", "attn.masked_bias"];

    readonly ModelFamily _family = config.Family;
    readonly string _prefix = config.Family.EncoderPrefix; // of the encoder's names inside a classifier

    /// <summary>
    /// The model's names → the checkpoint's, and the checkpoint's names that are none of the model's; heads of pre-training and
    /// buffers are in neither.
    /// </summary>
    /// <exception cref="WeightsFormatException">Two tensors of the checkpoint stand for one parameter.</exception>
    public (IReadOnlyDictionary<string, string> Known, IReadOnlyList<string> Unexpected) In(IWeightsFile file)
    {
        var (wrapper, isBare) = Wrapping(file);
        var known = new Dictionary<string, string>(StringComparer.Ordinal);
        var unexpected = new List<string>();
        foreach (var name in file.Shapes.Keys)
        {
            var current = Current(name);
            if (wrapper.Length > 0 && current.StartsWith(wrapper, StringComparison.Ordinal))
            {
                current = current[wrapper.Length..];
            }

            if (IsIgnored(current))
            {
                continue;
            }

            if (isBare && !slices.ContainsKey(current))
            {
                current = _prefix + current;
            }

            if (!slices.ContainsKey(current))
            {
                unexpected.Add(name);
            }
            else if (!known.TryAdd(current, name))
            {
                throw new WeightsFormatException(file.Path, name, $"stands for {current}, and so does '{known[current]}'; remove one");
            }
        }

        return (known, unexpected);
    }

    /// <summary>
    /// What the file puts before the model's names (<c>module.</c> from a parallel training, <c>model.</c> from a trainer's class),
    /// and whether the encoder was saved alone, without the prefix that it has inside a classifier.
    /// </summary>
    (string Wrapper, bool IsBare) Wrapping(IWeightsFile file)
    {
        string[] leads = [.. file.Shapes.Keys.Select(Current).Where(EndsWithAnchor).Select(name => name[..^_family.Anchor.Length])];
        if (leads.Contains(_prefix))
        {
            return ("", false);
        }

        if (leads.Contains(""))
        {
            return ("", true);
        }

        // A part that is the prefix of another family with such a table means another model, not a wrapper.
        string[] others = [.. ModelFamilies.All
            .Where(family => family.Anchor == _family.Anchor && family.EncoderPrefix != _prefix)
            .Select(family => family.EncoderPrefix)];
        string[] own = [.. leads.Where(lead => !others.Any(other => HasPart(lead, other)))];
        if (own is not [var lead])
        {
            return ("", false);
        }

        var isBare = !EndsWithPart(lead, _prefix);
        return (isBare ? lead : lead[..^_prefix.Length], isBare);
    }

    bool EndsWithAnchor(string name) => EndsWithPart(name, _family.Anchor);

    // At a boundary, for distilbert. ends with bert., too.
    static bool EndsWithPart(string name, string part) =>
        name.EndsWith(part, StringComparison.Ordinal) && (name.Length == part.Length || name[^(part.Length + 1)] == '.');

    static bool HasPart(string lead, string part) => $".{lead}".Contains($".{part}", StringComparison.Ordinal);

    bool IsIgnored(string name) => _family.PreTrainingHeads.Any(head => name.StartsWith(head, StringComparison.Ordinal))
        || Buffers.Any(buffer => EndsWithPart(name, buffer));

    static string Current(string name)
    {
        foreach (var (old, current) in Renamed)
        {
            if (name.EndsWith(old, StringComparison.Ordinal))
            {
                return name[..^old.Length] + current;
            }
        }

        return name;
    }
}
