namespace TrainingDynamics.Engine.Models;

/// <summary>What the logits stand for; Hugging Face's <c>problem_type</c>.</summary>
public enum ProblemType
{
    /// <summary>One logit per class, exactly one class is right; trained with cross-entropy.</summary>
    SingleLabelClassification,

    /// <summary>The one logit is the predicted number itself; trained with the mean squared error.</summary>
    Regression,
}
