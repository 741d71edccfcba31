namespace TrainingDynamics.Engine.Weights.PyTorch;

/// <summary>The raw bytes of a checkpoint's storages, in the zip form or the legacy form.</summary>
interface IStorageSource : IDisposable
{
    /// <summary>The bytes from <paramref name="offset"/> on; good until the next call, and not the caller's to dispose.</summary>
    Stream OpenAt(string key, long offset);
}
