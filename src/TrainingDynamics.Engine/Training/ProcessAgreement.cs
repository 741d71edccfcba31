namespace TrainingDynamics.Engine.Training;

/// <summary>What the processes of a run tell each other before it begins.</summary>
static class ProcessAgreement
{
    const int NoRun = -2;
    const int FinishedRun = -1;

    /// <summary>Makes sure that all go on from one place; one that saw no checkpoint would train something else.</summary>
    /// <exception cref="ParallelException">They see different runs in the folder.</exception>
    public static void RequireOneStart(ICollective processes, EarlierRun? earlier, RunFolder folder)
    {
        using var mine = tensor(earlier is null ? NoRun : earlier.Finished ? FinishedRun : earlier.Checkpoint?.State.Step ?? 0); // [] int32
        using var all = processes.Gather(mine); // [R]
        int[] starts = [.. all.data<int>()];
        if (starts.Distinct().Count() > 1)
        {
            throw new ParallelException(
                $"{folder.Path}: the processes see different runs there, by rank {string.Join(", ", starts.Select(Show))}; expected one: the folder "
                + "must be on a file system that all machines share");
        }
    }

    /// <summary>Two decisions as process 0 takes them, in every process.</summary>
    public static (int First, int Second) OfProcessZero(ICollective processes, int first, int second)
    {
        using var decided = tensor(new[] { first, second }); // [2] int32
        processes.Broadcast(decided);
        var values = decided.data<int>();
        return (values[0], values[1]);
    }

    /// <summary>
    /// The physical cores, divided among the processes of the fullest machine, at least 1: threads beyond the cores wait for each
    /// other.
    /// </summary>
    public static int ThreadsOfEach(ICollective processes)
    {
        using var mine = tensor(processes.LocalRank); // [] int32
        using var all = processes.Gather(mine); // [R]
        return Math.Max(1, PhysicalCores.Count() / (all.data<int>().Max() + 1));
    }

    /// <summary>[R], what every process computes on.</summary>
    public static string[] Devices(ICollective processes, Device device)
    {
        using var mine = tensor(device.type == TorchSharp.DeviceType.CPU ? -1 : device.index); // [] int32
        using var all = processes.Gather(mine); // [R]
        return [.. all.data<int>().Select(DeviceName)];
    }

    /// <summary>As PyTorch spells it, which is what the records and the manifest hold.</summary>
    public static string DeviceName(Device device) => DeviceName(device.type == TorchSharp.DeviceType.CPU ? -1 : device.index);

    static string DeviceName(int cudaIndex) => cudaIndex < 0 ? "cpu" : $"cuda:{cudaIndex}";

    static string Show(int start) => start switch
    {
        NoRun => "none",
        FinishedRun => "a finished one",
        _ => $"one at step {start}",
    };
}
