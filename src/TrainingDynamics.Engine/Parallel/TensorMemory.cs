using System.Runtime.InteropServices;
using TrainingDynamics.Engine.Native;
using static TorchSharp.torch;

namespace TrainingDynamics.Engine.Parallel;

/// <summary>
/// Where a tensor's elements lie, on the host or on a device: TorchSharp tells it for the host alone, its native library for both.
/// </summary>
static unsafe class TensorMemory
{
    static readonly Lazy<nint> Data = new(() => NativeLibrary.GetExport(TorchLibrary.Bridge, "THSTensor_data"));

    /// <summary>The address of the first element; valid as long as the tensor. Contiguous tensors only.</summary>
    public static nint Of(Tensor tensor) => tensor.is_contiguous()
        ? ((delegate* unmanaged<nint, nint>)Data.Value)(tensor.Handle)
        : throw new ArgumentException("found a strided view, expected a contiguous tensor", nameof(tensor));

    /// <summary>Length in bytes.</summary>
    public static long Bytes(Tensor tensor) => tensor.numel() * tensor.element_size();
}
