namespace TrainingDynamics.EndToEnd.Tests;

/// <summary>A test that needs a terminal, which tmux gives; skipped, saying so, where tmux is absent.</summary>
sealed class TmuxFactAttribute : FactAttribute
{
    public TmuxFactAttribute()
    {
        if (!(Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, "tmux"))))
        {
            Skip = "needs tmux, which is not on the PATH";
        }
    }
}
