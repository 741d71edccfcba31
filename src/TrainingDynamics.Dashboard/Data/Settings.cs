using TrainingDynamics.Dashboard.Drawing;

namespace TrainingDynamics.Dashboard.Data;

/// <summary>How to draw, fixed when the dashboard starts.</summary>
/// <param name="Mode">What may be done to the training.</param>
/// <param name="Ascii">ASCII alone.</param>
/// <param name="Color">False: no colour at all; what colour says must then be said by shapes.</param>
/// <param name="Light">Colours for a light background.</param>
/// <param name="FramesPerSecond">At most so many redraws a second.</param>
/// <param name="Depth">How many colours there are, where there are any.</param>
/// <param name="Stays">Of a training of this process: the screen does not leave by itself when it has ended.</param>
sealed record Settings(
    DashboardMode Mode = DashboardMode.Watch, bool Ascii = false, bool Color = true, bool Light = false, double FramesPerSecond = 2,
    ColorDepth Depth = ColorDepth.Indexed, bool Stays = false);
