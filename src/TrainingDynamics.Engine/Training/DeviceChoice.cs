namespace TrainingDynamics.Engine.Training;

/// <summary>Turns the option <c>--device</c> into a device that is there.</summary>
static class DeviceChoice
{
    /// <param name="name">The option's value.</param>
    /// <param name="library">Which devices there are.</param>
    /// <param name="localRank">
    /// The process among those of its machine; <c>auto</c> and <c>cuda</c> give each the device of that number, modulo the number
    /// of devices, because a launcher may show every process only one.
    /// </param>
    /// <exception cref="TrainOptionsException">No such device, or none that can be used.</exception>
    public static Device Of(string name, TorchLibraryInfo library, int localRank = 0)
    {
        var usable = library.CudaDevices.Count;
        if (name == "cpu" || (name == "auto" && usable == 0))
        {
            return CPU;
        }

        var index = name is "auto" or "cuda" ? localRank % Math.Max(usable, 1) : Index(name);
        if (index < 0)
        {
            throw new TrainOptionsException($"--device: found '{name}', expected auto, cpu, cuda or cuda:N");
        }

        if (usable == 0)
        {
            throw new TrainOptionsException($"--device: {name} cannot be used: {library.NoCudaReason}");
        }

        return index < usable
            ? new Device(TorchSharp.DeviceType.CUDA, index)
            : throw new TrainOptionsException($"--device: found '{name}', expected one of {string.Join(", ", library.CudaDevices)}");
    }

    static int Index(string name) =>
        name.StartsWith("cuda:", StringComparison.Ordinal)
        && int.TryParse(name.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : -1;
}
