namespace TrainingDynamics.EndToEnd.Tests.Faults;

/// <summary>A test that needs a small disk of its own; skipped, saying so, where none can be mounted.</summary>
sealed class TmpfsFactAttribute : FactAttribute
{
    public TmpfsFactAttribute()
    {
        try
        {
            new Tmpfs(1).Dispose();
        }
        catch (InvalidOperationException e)
        {
            Skip = $"needs the right to mount a tmpfs: {e.Message}";
        }
    }
}
