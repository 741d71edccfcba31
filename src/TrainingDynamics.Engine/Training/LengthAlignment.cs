using TorchSharp;

namespace TrainingDynamics.Engine.Training;

/// <summary>What the lengths of batches are rounded up to.</summary>
static class LengthAlignment
{
    // CUDA's matrix units work on blocks of 8 by 8 numbers and leave part of one idle.
    const int OfMatrixUnits = 8;

    /// <summary>8 on CUDA, where the longest text still fits the model then; else 1.</summary>
    /// <param name="device">Where the model is.</param>
    /// <param name="maxLength">Tokens of the longest text.</param>
    /// <param name="maxTokens">Tokens that the model takes.</param>
    public static int Of(DeviceType device, int maxLength, int maxTokens) =>
        device == DeviceType.CUDA && (maxLength + OfMatrixUnits - 1) / OfMatrixUnits * OfMatrixUnits <= maxTokens ? OfMatrixUnits : 1;
}
