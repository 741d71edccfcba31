namespace TrainingDynamics.Engine.Models.Cpu;

/// <summary>What a pass adds to the scores of all layers by key minus query, and its gradient. The tensors belong to the caller's dispose scope.</summary>
sealed unsafe class BiasTable
{
    readonly Tensor _source; // [A, 2T − 1]
    readonly Tensor _gradients; // [A, Width]
    readonly IntPtr _values; // [A, Width]
    readonly int _length; // T

    /// <param name="source">[A, 2T − 1], by key minus query from 1 − T.</param>
    public BiasTable(Tensor source)
    {
        _source = source;
        _length = (int)(source.shape[1] + 1) / 2;
        // Rows of whole vectors, with one more behind the last: windows of padded rows reach into it.
        Width = ((int)source.shape[1] + 15) & ~7;
        using var noGradient = no_grad();
        var values = zeros(source.shape[0], Width);
        values.narrow(1, 0, source.shape[1]).copy_(source);
        _gradients = zeros(source.shape[0], Width);
        _values = (IntPtr)CpuParameters.Start(values);
        Values = values;
    }

    /// <summary>[A, Width]; kept so that its memory stays.</summary>
    public Tensor Values { get; }

    /// <summary>Elements of a head's row.</summary>
    public int Width { get; }

    /// <summary>Elements of all rows.</summary>
    public int Count => (int)_gradients.numel();

    /// <summary>[A, Width], to be added to.</summary>
    public float* Gradients => CpuParameters.Start(_gradients);

    /// <summary>Where the bias of the first key stands for a head's first query; each later query's begins one element before.</summary>
    public float* Of(int head) => (float*)_values + Offset(head);

    /// <summary>The same as a number of elements from the start of all rows.</summary>
    public int Offset(int head) => head * Width + _length - 1;

    /// <summary>Goes on in the graph where the table came from.</summary>
    public void Backward()
    {
        if (_source.requires_grad)
        {
            _source.backward([_gradients.narrow(1, 0, _source.shape[1])]);
        }
    }
}
