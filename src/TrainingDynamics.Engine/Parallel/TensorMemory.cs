namespace TrainingDynamics.Engine.Parallel;

/// <summary>
/// Where a tensor's elements lie. TorchSharp tells the address only on the CPU, its native library also on other devices.
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

    /// <summary>Has <paramref name="act"/> change the values on a device, through a copy there if they lie elsewhere.</summary>
    public static void ChangeOn(Device device, Tensor values, Action<Tensor> act)
    {
        using var noGradient = no_grad();
        if (values.device_type == device.type)
        {
            act(values);
            return;
        }

        using var there = values.to(device); // waits for the other device
        act(there);
        values.copy_(there);
    }

    /// <exception cref="ArgumentException">The elements are not float32.</exception>
    public static void RequireFloat32(Tensor values)
    {
        if (values.dtype != ScalarType.Float32)
        {
            throw new ArgumentException($"found {values.dtype}, expected float32", nameof(values));
        }
    }
}
