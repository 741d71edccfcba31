namespace TrainingDynamics.Engine.Models;

/// <summary>The nonlinearity between the two linear layers of a feed-forward block.</summary>
public enum Activation
{
    /// <summary>x·Φ(x) with the error function; Hugging Face's <c>gelu</c>.</summary>
    Gelu,

    /// <summary>The tanh approximation of it; Hugging Face's <c>gelu_new</c>.</summary>
    GeluTanh,

    /// <summary>max(x, 0).</summary>
    Relu,
}
