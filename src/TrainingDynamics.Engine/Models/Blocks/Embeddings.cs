using F = TorchSharp.torch.nn.functional;

namespace TrainingDynamics.Engine.Models;

/// <summary>The sum of a token's, its type's and its position's vector, normed: the same in all families but for what is counted.</summary>
sealed class Embeddings
{
    readonly ModelConfig _config;
    readonly long[] _width;
    readonly Tensor _words; // [V, E]
    readonly Tensor? _positions, _types; // [P, E], [types, E]
    readonly Tensor _gain, _shift; // [E], [E]

    /// <param name="config">Sizes.</param>
    /// <param name="names">Where the tables are.</param>
    /// <param name="parameters">Hold them.</param>
    /// <param name="addsPositions">Whether the table of positions is used, where there is one.</param>
    public Embeddings(ModelConfig config, EmbeddingNames names, FlatParameters parameters, bool addsPositions = true)
    {
        _config = config;
        Names = names;
        _words = parameters.Leaf(names.Word);
        _positions = addsPositions ? Optional(names.Position) : null;
        _types = Optional(names.TokenType);
        _gain = parameters.Leaf($"{names.Norm}.weight");
        _shift = parameters.Leaf($"{names.Norm}.bias");
        _width = _gain.shape;

        Tensor? Optional(string name) => parameters.Layout.Slices.ContainsKey(name) ? parameters.Leaf(name) : null;
    }

    /// <summary>Where the tables are.</summary>
    public EmbeddingNames Names { get; }

    /// <summary>The tables and the layer norm in Hugging Face's order.</summary>
    /// <param name="config">Sizes.</param>
    /// <param name="names">What they are called.</param>
    /// <param name="hasTypes">Whether there is a table of token types.</param>
    /// <param name="hasPaddingPosition">Whether one position stands for padding: the one with the number of its id.</param>
    public static IEnumerable<ParameterSpec> Specs(
        ModelConfig config, EmbeddingNames names, bool hasTypes = true, bool hasPaddingPosition = false)
    {
        var width = config.EmbeddingSize;
        yield return ParameterSpec.Table(names.Word, config.VocabularySize, width) with { PaddingRow = config.PaddingId };
        yield return config.SinusoidalPositions
            ? new([names.Position], [config.MaxPositions, width], InitialValue.Sinusoidal, Decayed: false) { Trained = false, IsTable = true }
            : ParameterSpec.Table(names.Position, config.MaxPositions, width) with
            {
                PaddingRow = hasPaddingPosition ? config.PaddingId : null,
            };
        if (hasTypes)
        {
            yield return ParameterSpec.Table(names.TokenType, config.TypeVocabularySize, width);
        }

        foreach (var norm in ParameterSpec.Norm(names.Norm, width))
        {
            yield return norm;
        }
    }

    /// <summary>
    /// inputIds, typeIds, positionIds: [B, T] int64; typeIds null, or one row of types: all 0; positionIds null: 0 to T − 1; result: [B, T, E].
    /// </summary>
    public Tensor Forward(Tensor inputIds, Tensor? typeIds, Tensor? positionIds) => Norm(Sum(inputIds, typeIds, positionIds));

    /// <summary>As <see cref="Forward"/>, before the layer norm.</summary>
    public Tensor Sum(Tensor inputIds, Tensor? typeIds, Tensor? positionIds)
    {
        var sum = Lookup(_words, inputIds); // [B, T, E]
        if (_types is not null)
        {
            sum = sum.add(typeIds is null || _types.shape[0] == 1 ? _types.narrow(0, 0, 1) : Lookup(_types, typeIds)); // [B, T, E]
        }

        if (_positions is not null)
        {
            sum = sum.add(positionIds is null ? _positions.narrow(0, 0, inputIds.shape[1]) : Lookup(_positions, positionIds)); // [B, T, E]
        }

        return sum;
    }

    /// <summary>sum: [B, T, N]; result: the same shape, normed. N is E, or the width that a family projects to before.</summary>
    public Tensor Norm(Tensor sum) => F.layer_norm(sum, _width, _gain, _shift, _config.LayerNormEpsilon);

    /// <summary>ids: [B, T]; result: [B, T, E].</summary>
    Tensor Lookup(Tensor table, Tensor ids) => table
        .index_select(0, ids.reshape(-1))
        .view(ids.shape[0], ids.shape[1], _config.EmbeddingSize);
}

/// <summary>What Hugging Face calls the embedding tables and their layer norm.</summary>
/// <param name="Prefix">Of all the encoder's names; ends with a dot.</param>
readonly record struct EmbeddingNames(string Prefix)
{
    /// <summary>[V, E].</summary>
    public string Word => $"{Prefix}embeddings.word_embeddings.weight";

    /// <summary>[P, E].</summary>
    public string Position => $"{Prefix}embeddings.position_embeddings.weight";

    /// <summary>[types, E].</summary>
    public string TokenType => $"{Prefix}embeddings.token_type_embeddings.weight";

    /// <summary>Weight and bias, [E] each.</summary>
    public string Norm => $"{Prefix}embeddings.LayerNorm";
}
