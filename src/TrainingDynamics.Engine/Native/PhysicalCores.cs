namespace TrainingDynamics.Engine.Native;

/// <summary>The number of cores worth giving to libtorch, whose kernels gain nothing from a core's second hardware thread.</summary>
static class PhysicalCores
{
    /// <summary>
    /// Physical cores, at least 1 and never more than the processors that this process may use; the latter alone where
    /// the system does not tell cores from hardware threads.
    /// </summary>
    public static int Count()
    {
        var siblings = new HashSet<string>(StringComparer.Ordinal);
        try
        {
            foreach (var cpu in Directory.EnumerateDirectories("/sys/devices/system/cpu", "cpu*"))
            {
                var file = Path.Combine(cpu, "topology", "thread_siblings_list");
                if (File.Exists(file))
                {
                    siblings.Add(File.ReadAllText(file).Trim());
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            siblings.Clear();
        }

        return siblings.Count == 0 ? Environment.ProcessorCount : Math.Min(siblings.Count, Environment.ProcessorCount);
    }
}
