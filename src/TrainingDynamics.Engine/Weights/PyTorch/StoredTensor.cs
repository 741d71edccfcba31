namespace TrainingDynamics.Engine.Weights.PyTorch;

/// <summary>A tensor as the pickle describes it; size and strides are tuples that nobody has looked at yet.</summary>
sealed record StoredTensor(Storage Storage, long Offset, object?[] Size, object?[] Strides);
