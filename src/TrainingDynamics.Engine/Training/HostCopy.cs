using static TorchSharp.torch;

namespace TrainingDynamics.Engine.Training;

/// <summary>Brings numbers from a device to the host.</summary>
static class HostCopy
{
    /// <summary>
    /// The tensor in the host's memory; the caller's to dispose of. From CUDA through pinned memory, into which torch puts copies
    /// that do not block, and after waiting for all that the device has to do. On the CPU the same memory.
    /// </summary>
    public static Tensor Of(Tensor tensor)
    {
        var host = tensor.to(CPU, copy: false, disposeAfter: false, non_blocking: true);
        if (tensor.device_type == TorchSharp.DeviceType.CUDA)
        {
            cuda.synchronize(tensor.device);
        }

        return host;
    }
}
