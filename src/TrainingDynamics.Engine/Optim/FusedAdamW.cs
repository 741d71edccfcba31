namespace TrainingDynamics.Engine.Optim;

/// <summary>
/// AdamW on the flat buffers by torch's fused kernel, which TorchSharp does not expose; TorchScript does. Two ranges: one
/// that is decayed, one that is not. Source: Loshchilov and Hutter 2019; β1 0.9, β2 0.999, ε 1e-8.
/// </summary>
sealed class FusedAdamW : IDisposable
{
    // A script that names an operation torch does not know ends the process, so this text is constant and tested. Compiled
    // once: torch never frees a compiled unit. The lists must come in as arguments: an update of a list that the script
    // itself builds is taken for unused and optimized away.
    static readonly Lazy<jit.CompilationUnit> Script = new(() => jit.compile(
        """
        def step(p: List[Tensor], g: List[Tensor], m: List[Tensor], v: List[Tensor], count: List[Tensor],
                 skipped: Tensor, lr: float, decay: float):
          none: List[Tensor] = []
          torch._foreach_add_(count, 1)
          torch._fused_adamw_(p, g, m, v, none, count, lr=lr, beta1=0.9, beta2=0.999,
                              weight_decay=decay, eps=1e-8, amsgrad=False, maximize=False, found_inf=skipped)
          torch._foreach_sub_(count, [skipped])
          return count[0]

        """));

    readonly FlatParameters _parameters;
    readonly double _weightDecay;
    readonly Tensor[][] _decayed; // of one range each: parameters, gradients, first moment, second moment, step count
    readonly Tensor[][] _rest;
    readonly Tensor _taken; // [] float32, 0

    /// <param name="parameters">What to train; must outlive the optimizer.</param>
    /// <param name="weightDecay">At least 0; of the decayed range.</param>
    public FusedAdamW(FlatParameters parameters, double weightDecay)
    {
        (_parameters, _weightDecay) = (parameters, weightDecay);
        using var noGradient = no_grad();
        FirstMoment = zeros_like(parameters.Gradients).DetachFromDisposeScope(); // [M]
        SecondMoment = zeros_like(parameters.Gradients).DetachFromDisposeScope(); // [M]
        var border = parameters.Layout.DecayedLength;
        _decayed = Range(parameters, 0, border);
        _rest = Range(parameters, border, parameters.Layout.TrainedLength - border);
        _taken = zeros([], ScalarType.Float32, parameters.Device).DetachFromDisposeScope();
    }

    /// <summary>[M] float32, the running mean of the gradients of the trained range.</summary>
    public Tensor FirstMoment { get; }

    /// <summary>[M] float32, the running mean of their squares.</summary>
    public Tensor SecondMoment { get; }

    /// <summary>
    /// Clips the gradients, updates every trained parameter and sets the gradients to zero. The caller disposes of the result.
    /// </summary>
    /// <param name="clip">Limits the norm.</param>
    /// <param name="learningRate">Of this step.</param>
    /// <param name="skipped">Makes from the norm what <see cref="Step(double, Tensor?)"/> takes; null: no step is skipped.</param>
    /// <returns>[] float32, the norm before clipping, not yet read from the device.</returns>
    internal Tensor Update(GradientClip clip, double learningRate, Func<Tensor, Tensor?>? skipped = null)
    {
        using var noGradient = no_grad();
        var norm = clip.Apply(_parameters.Gradients); // []
        Step(learningRate, skipped?.Invoke(norm));
        _parameters.Gradients.zero_();
        return norm;
    }

    /// <summary>Updates every trained parameter from its gradient; the gradients stay as they are.</summary>
    /// <param name="learningRate">Of this step.</param>
    /// <param name="skipped">
    /// [] float32 on the parameters' device: 1 changes nothing, 0 or null takes the step. Stays on the device; disposed of here.
    /// </param>
    public void Step(double learningRate, Tensor? skipped = null)
    {
        using var noGradient = no_grad();
        Step(_decayed, skipped ?? _taken, learningRate, _weightDecay);
        Step(_rest, skipped ?? _taken, learningRate, 0);
        skipped?.Dispose();
    }

    /// <summary>Steps that were taken, without the skipped ones; makes the CPU wait for the device.</summary>
    public int StepsTaken() => (int)_decayed[4][0].item<float>();

    /// <summary>
    /// Continues as after <paramref name="steps"/> steps, at most 2^24; the caller writes their moments into
    /// <see cref="FirstMoment"/> and <see cref="SecondMoment"/>.
    /// </summary>
    public void ContinueAfter(int steps)
    {
        using var noGradient = no_grad();
        using var value = tensor((float)steps); // []
        _decayed[4][0].copy_(value);
        _rest[4][0].copy_(value);
    }

    public void Dispose()
    {
        foreach (var tensor in _decayed.Concat(_rest).SelectMany(list => list))
        {
            tensor.Dispose();
        }

        _taken.Dispose();
        FirstMoment.Dispose();
        SecondMoment.Dispose();
    }

    static void Step(Tensor[][] range, Tensor skipped, double learningRate, double decay)
    {
        using var count = (Tensor)Script.Value.invoke(
            "step", range[0], range[1], range[2], range[3], range[4], skipped, learningRate, decay);
    }

    Tensor[][] Range(FlatParameters parameters, long start, long length) =>
    [
        [parameters.Values.narrow(0, start, length).DetachFromDisposeScope()],
        [parameters.Gradients.narrow(0, start, length).DetachFromDisposeScope()],
        [FirstMoment.narrow(0, start, length).DetachFromDisposeScope()],
        [SecondMoment.narrow(0, start, length).DetachFromDisposeScope()],
        [zeros([], ScalarType.Float32, parameters.Device).DetachFromDisposeScope()],
    ];
}
