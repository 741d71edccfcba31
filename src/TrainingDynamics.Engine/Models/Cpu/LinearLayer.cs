namespace TrainingDynamics.Engine.Models.Cpu;

/// <summary>The matrix products of a linear layer; its bias is added by what comes after it, on the way.</summary>
/// <param name="Inputs">Columns of x.</param>
/// <param name="Outputs">Columns of y.</param>
/// <param name="Weight">[Outputs, Inputs].</param>
/// <param name="Gradient">[Outputs, Inputs].</param>
sealed unsafe record LinearLayer(int Inputs, int Outputs, IntPtr Weight, IntPtr Gradient)
{
    /// <summary>The part of it that makes <paramref name="count"/> outputs from the <paramref name="first"/> on.</summary>
    public LinearLayer Part(int first, int count) => new(
        Inputs, count, (IntPtr)((float*)Weight + (long)first * Inputs), (IntPtr)((float*)Gradient + (long)first * Inputs));

    /// <summary>y = x · weightᵀ. x: [rows, Inputs] of stride <paramref name="stride"/>; y: [rows, Outputs].</summary>
    public void Forward(float* x, int stride, float* y, int rows) =>
        MatrixProduct.Compute(false, true, rows, Outputs, Inputs, 1, x, stride, (float*)Weight, Inputs, 0, y, Outputs);

    /// <summary>
    /// Adds dyᵀ · x to the weight's gradient, and writes dy · weight to dx or, with <paramref name="add"/>, adds it.
    /// x, dx: [rows, Inputs] of stride <paramref name="stride"/>; dy: [rows, Outputs].
    /// </summary>
    public void Backward(float* x, float* dx, int stride, float* dy, int rows, bool add)
    {
        MatrixProduct.Compute(true, false, Outputs, Inputs, rows, 1, dy, Outputs, x, stride, 1, (float*)Gradient, Inputs);
        MatrixProduct.Compute(false, false, rows, Inputs, Outputs, 1, dy, Outputs, (float*)Weight, Inputs, add ? 1 : 0, dx, stride);
    }
}
