namespace TrainingDynamics.Dashboard.Data;

/// <summary>How to draw; fixed when the dashboard starts.</summary>
/// <param name="Mode">What may be done to the training.</param>
/// <param name="Ascii">Draw with ASCII only.</param>
/// <param name="Color">False: no colour at all; shapes must then say what colours say.</param>
/// <param name="Light">Colours for a light background.</param>
/// <param name="FramesPerSecond">Most redraws per second.</param>
/// <param name="Depth">The colours that exist, where there are any.</param>
/// <param name="Stays">True keeps the screen when the training of this process has ended.</param>
sealed record Settings(
    DashboardMode Mode = DashboardMode.Watch, bool Ascii = false, bool Color = true, bool Light = false, double FramesPerSecond = 2,
    ColorDepth Depth = ColorDepth.Indexed, bool Stays = false);

/// <summary>What the dashboard may do to the training that it shows.</summary>
enum DashboardMode
{
    Watch, // another process's run; it can be paused and stopped through the run's control file
    ReadOnly, // another process's run, look only
    Train, // the run of this process
}
