using System.Globalization;
using TrainingDynamics.Engine.Native;
using static TorchSharp.torch;

namespace TrainingDynamics.Engine.Training;

/// <summary>Turns the option <c>--device</c> into a device that is there.</summary>
static class DeviceChoice
{
    /// <exception cref="TrainOptionsException">No such device, or none that can be used.</exception>
    public static Device Of(string name, TorchLibraryInfo library)
    {
        var usable = library.CudaDevices.Count;
        if (name == "cpu" || (name == "auto" && usable == 0))
            return CPU;

        var index = name is "auto" or "cuda" ? 0 : Index(name);
        if (index < 0)
            throw new TrainOptionsException($"--device: found '{name}', expected auto, cpu, cuda or cuda:N");
        if (usable == 0)
            throw new TrainOptionsException($"--device: {name} cannot be used: {library.NoCudaReason}");
        return index < usable
            ? new Device(TorchSharp.DeviceType.CUDA, index)
            : throw new TrainOptionsException($"--device: found '{name}', expected one of {string.Join(", ", library.CudaDevices)}");
    }

    static int Index(string name) =>
        name.StartsWith("cuda:", StringComparison.Ordinal)
        && int.TryParse(name.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : -1;
}
