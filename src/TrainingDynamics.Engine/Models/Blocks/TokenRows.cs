namespace TrainingDynamics.Engine.Models;

/// <summary>One place of each text of a batch: the last layer of a classifier needs no other.</summary>
/// <param name="places">[B] int64.</param>
sealed class TokenRows(Tensor places)
{
    /// <summary>
    /// The last token that is not padding, told by the ids as Hugging Face does, so that a padding token that ends a text is passed
    /// over; the first place where there is nothing else. inputIds: [B, T].
    /// </summary>
    public static TokenRows Last(Tensor inputIds, long paddingId)
    {
        using var scope = NewDisposeScope();
        var places = arange(inputIds.shape[1], ScalarType.Int64, inputIds.device); // [T]
        return new TokenRows(inputIds.ne(paddingId).to(ScalarType.Int64).mul(places).amax([1]).MoveToOuterDisposeScope());
    }

    /// <summary>The first token. inputIds: [B, T].</summary>
    public static TokenRows First(Tensor inputIds) => new(zeros(inputIds.shape[0], ScalarType.Int64, inputIds.device));

    /// <summary>x: [B, T, H]; result: [B, 1, H].</summary>
    public Tensor Pick(Tensor x) => x.gather(1, places.view(-1, 1, 1).expand(-1, 1, x.shape[2]));

    /// <summary>x: [B or 1, A, T, K], by query; result: [B, A, 1, K].</summary>
    public Tensor PickQueries(Tensor x) => x
        .expand(places.shape[0], x.shape[1], x.shape[2], x.shape[3])
        .gather(2, places.view(-1, 1, 1, 1).expand(-1, x.shape[1], 1, x.shape[3]));
}
