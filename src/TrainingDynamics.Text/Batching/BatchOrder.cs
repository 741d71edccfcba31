namespace TrainingDynamics.Text.Batching;

/// <summary>In which order an epoch visits the examples.</summary>
public enum BatchOrder
{
    /// <summary>
    /// Shuffled, then examples of like length together, then batches shuffled: a few per cent of padding in place of
    /// two thirds, at nearly the randomness of <see cref="Random"/>. The default.
    /// </summary>
    Bucketed,

    /// <summary>Shuffled example by example.</summary>
    Random,

    /// <summary>File order, the same in every epoch.</summary>
    Sequential,
}
