namespace TrainingDynamics.Engine.Models;

/// <summary>
/// Gradient checkpointing: a layer's result is computed without a graph and its input alone is kept; backward computes the layer once more
/// with the same dropout masks and goes through it, one layer at a time. Source: Chen et al. 2016.
/// </summary>
sealed class Recomputation(IDropout dropout)
{
    readonly Stack<Step> _steps = []; // of the pass in progress; the tensors belong to the caller's dispose scope
    bool _training;

    /// <summary>Whether it is done at all.</summary>
    public bool IsOn { get; set; }

    /// <summary>Begins a pass; what the last one left is forgotten.</summary>
    public void Begin(bool training)
    {
        _training = training;
        _steps.Clear();
    }

    /// <summary>The layer's result; when layers are recomputed, as a leaf of the graph.</summary>
    public Tensor Run(Tensor x, Func<Tensor, Tensor> layer)
    {
        if (!IsOn || !_training || !is_grad_enabled())
        {
            return layer(x);
        }

        using var noGradient = no_grad();
        var masks = dropout.Mark();
        var result = layer(x).detach();
        masks.Free();
        _steps.Push(new Step(x, layer, masks, result.requires_grad_(true)));
        return result;
    }

    /// <summary>Goes on where backward ended at the leaf that the last <see cref="Run"/> gave; without one it does nothing.</summary>
    public void Backward()
    {
        var end = _steps.Count > 0 ? dropout.Mark() : null;
        while (_steps.TryPop(out var step))
        {
            using var scope = NewDisposeScope();
            step.Masks.Return();
            var input = step.Input.detach().requires_grad_(step.Input.requires_grad);
            var result = step.Layer(input);
            if (result.requires_grad)
            {
                // Layers may share parts of a graph, such as a table of positions, which the first of them must not free.
                autograd.backward([result], [step.Result.grad!], retain_graph: true);
            }

            if (step.Input.requires_grad)
            {
                autograd.backward([step.Input], [input.grad!], retain_graph: true);
            }
        }

        end?.Return();
    }

    sealed record Step(Tensor Input, Func<Tensor, Tensor> Layer, DropoutMark Masks, Tensor Result);
}
