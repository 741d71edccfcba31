namespace TrainingDynamics.Engine.Native;

/// <summary>
/// The single-precision matrix product of the BLAS inside libtorch, called without a tensor around each operand: operands and
/// result may be parts of larger matrices, and nothing is allocated.
/// </summary>
static unsafe class MatrixProduct
{
    static delegate* unmanaged<byte*, byte*, int*, int*, int*, float*, float*, int*, float*, int*, float*, float*, int*, void> s_sgemm;

    /// <summary>Whether libtorch exports its BLAS. Looked up once libtorch is loaded.</summary>
    public static bool IsAvailable { get; } = Find();

    /// <summary>
    /// result = alpha · a · b + beta · result, all row-major. Uses all of libtorch's threads, and one when called from one of them.
    /// </summary>
    /// <param name="transposeA">a is stored as [k, m] instead of [m, k].</param>
    /// <param name="transposeB">b is stored as [n, k] instead of [k, n].</param>
    /// <param name="m">Rows of the result.</param>
    /// <param name="n">Columns of the result.</param>
    /// <param name="k">Products per element.</param>
    /// <param name="alpha">Scales the product.</param>
    /// <param name="a">First element.</param>
    /// <param name="strideA">Elements from one stored row of a to the next.</param>
    /// <param name="b">First element.</param>
    /// <param name="strideB">Elements from one stored row of b to the next.</param>
    /// <param name="beta">Scales what is there; with 0 it is not read.</param>
    /// <param name="result">First element.</param>
    /// <param name="strideResult">Elements from one row of the result to the next.</param>
    public static void Compute(
        bool transposeA,
        bool transposeB,
        int m,
        int n,
        int k,
        float alpha,
        float* a,
        int strideA,
        float* b,
        int strideB,
        float beta,
        float* result,
        int strideResult)
    {
        // BLAS is column-major, where the same memory is the transpose: result' = b' · a'.
        byte first = transposeB ? (byte)'T' : (byte)'N', second = transposeA ? (byte)'T' : (byte)'N';
        s_sgemm(&first, &second, &n, &m, &k, &alpha, b, &strideB, a, &strideA, &beta, result, &strideResult);
    }

    static bool Find()
    {
        if (!TorchLibrary.TryExport("sgemm_", out var sgemm))
        {
            return false;
        }

        s_sgemm = (delegate* unmanaged<byte*, byte*, int*, int*, int*, float*, float*, int*, float*, int*, float*, float*, int*, void>)sgemm;
        return true;
    }
}
