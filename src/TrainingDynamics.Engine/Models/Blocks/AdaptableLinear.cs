using F = TorchSharp.torch.nn.functional;

namespace TrainingDynamics.Engine.Models;

/// <summary>
/// y = x·Wᵀ + b, and where an adapter is, + (α/r)·(x·Aᵀ)·Bᵀ. May stand for several layers of the same shape that read the same
/// input, the parts, in one product.
/// </summary>
/// <param name="weight">[parts·out, in]; with <paramref name="inputsFirst"/> [in, out], of a single part.</param>
/// <param name="bias">[parts·out]; null: none.</param>
/// <param name="adapters">One for each part; null where a part has none.</param>
/// <param name="inputsFirst">As of <see cref="ParameterSpec.InputsFirst"/>.</param>
sealed class AdaptableLinear(Tensor weight, Tensor? bias, Adapter?[] adapters, bool inputsFirst)
{
    /// <summary>x: [..., in]; result: [..., parts·out].</summary>
    public Tensor Forward(Tensor x) => Adapted(F.linear(x, inputsFirst ? weight.t() : weight, bias), x, 0, adapters.Length);

    /// <summary>The parts from <paramref name="first"/> on alone. x: [..., in]; result: [..., count·out].</summary>
    public Tensor Forward(Tensor x, int first, int count)
    {
        var size = weight.shape[0] / adapters.Length;
        var y = F.linear(x, weight.narrow(0, first * size, count * size), bias?.narrow(0, first * size, count * size));
        return Adapted(y, x, first, count);
    }

    Tensor Adapted(Tensor y, Tensor x, int first, int count)
    {
        var size = y.shape[^1] / count;
        for (var part = 0; part < count; part++)
        {
            if (adapters[first + part] is { } adapter)
            {
                y.narrow(-1, part * size, size).add_(adapter.Forward(x));
            }
        }

        return y;
    }
}

/// <summary>What LoRA adds to a linear layer. Source: Hu et al. 2021, as PEFT computes it.</summary>
/// <param name="A">[r, in].</param>
/// <param name="B">[out, r].</param>
/// <param name="Scale">[], α/r.</param>
/// <param name="Drop">Of the input, in training.</param>
sealed record Adapter(Tensor A, Tensor B, Tensor Scale, Func<Tensor, Tensor> Drop)
{
    /// <summary>x: [..., in]; result: [..., out].</summary>
    public Tensor Forward(Tensor x) => F.linear(F.linear(Drop(x), A).mul(Scale), B);
}
