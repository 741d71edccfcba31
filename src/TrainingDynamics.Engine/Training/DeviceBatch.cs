using static TorchSharp.torch;

namespace TrainingDynamics.Engine.Training;

/// <summary>A batch as tensors on the model's device; they belong to the dispose scope in which it was made.</summary>
/// <param name="Rows">[B] int64, which examples of the set these are.</param>
/// <param name="InputIds">[B, T] int64.</param>
/// <param name="TypeIds">[B, T] int64; null when all are 0.</param>
/// <param name="Mask">[B, T] int64, 1 = token; null when nothing is padded.</param>
/// <param name="Golds">[B] int64; [0] in a regression.</param>
/// <param name="Scores">[B] float32; null unless in a regression.</param>
readonly record struct DeviceBatch(Tensor Rows, Tensor InputIds, Tensor? TypeIds, Tensor? Mask, Tensor Golds, Tensor? Scores);
