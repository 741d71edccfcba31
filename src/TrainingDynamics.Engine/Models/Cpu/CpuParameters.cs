namespace TrainingDynamics.Engine.Models.Cpu;

/// <summary>Where a parameter and its gradient lie in the host's memory. The flat buffers never move.</summary>
unsafe sealed class CpuParameters
{
    readonly float* _values;
    readonly float* _gradients;
    readonly float* _frozen;
    readonly ParameterLayout _layout;

    /// <param name="parameters">In float32 on the CPU; must outlive this.</param>
    public CpuParameters(FlatParameters parameters)
    {
        _layout = parameters.Layout;
        _values = Start(parameters.Values);
        _gradients = Start(parameters.Gradients);
        _frozen = parameters.Frozen.numel() == 0 ? null : Start(parameters.Frozen);
    }

    /// <summary>First element of the tensor that a checkpoint calls <paramref name="name"/>; 0 for null.</summary>
    public IntPtr Value(string name) => _layout.IsTrained(name)
        ? (IntPtr)(_values + _layout.Slices[name].Offset)
        : (IntPtr)(_frozen + (_layout.Slices[name].Offset - _layout.TrainedLength));

    /// <summary>First element of its gradient; 0 where it is not trained.</summary>
    public IntPtr Gradient(string name) => _layout.IsTrained(name) ? (IntPtr)(_gradients + _layout.Slices[name].Offset) : 0;

    /// <summary>Whether the model has a parameter of this name.</summary>
    public bool Has(string name) => _layout.Slices.ContainsKey(name);

    /// <summary>First element of a tensor in the host's memory; valid as long as the tensor is.</summary>
    public static float* Start(TorchSharp.torch.Tensor tensor)
    {
        // By way of one element, as a span has at most 2 GiB.
        using var first = tensor.detach().view(-1).narrow(0, 0, 1);
        return (float*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref MemoryMarshal.GetReference(first.bytes));
    }
}
