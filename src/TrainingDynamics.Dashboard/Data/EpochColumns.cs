namespace TrainingDynamics.Dashboard.Data;

/// <summary>What the viewer keeps of an epoch's dynamics file: five bytes an example.</summary>
/// <param name="GoldProbability">[N], in [0, 1]; exact, as Analytics' softmax is a float32 one.</param>
/// <param name="Correct">[N]; whether the largest logit is the gold one's.</param>
sealed record EpochColumns(float[] GoldProbability, bool[] Correct);
