using F = TorchSharp.torch.nn.functional;

namespace TrainingDynamics.Engine.Models;

/// <summary>The nonlinearities as torch's operations.</summary>
static class ActivationFunctions
{
    /// <summary>Of each element; any shape.</summary>
    public static Tensor Apply(this Activation activation, Tensor x) => activation switch
    {
        Activation.Gelu => F.gelu(x),
        Activation.GeluTanh => x.gelu(TorchSharp.Modules.GELU.Approximate.tanh),
        Activation.Relu => F.relu(x),
        Activation.Tanh => x.tanh(),
        Activation.Silu => F.silu(x),
        Activation.QuickGelu => x.mul(x.mul(1.702).sigmoid()),
        _ => throw new ArgumentOutOfRangeException(nameof(activation), activation, null),
    };
}
