using System.Runtime.CompilerServices;
using TrainingDynamics.Dashboard.Drawing;
using Xunit;

namespace TrainingDynamics.Dashboard.Tests;

/// <summary>
/// Whole screens as text, beside these tests in <c>Screens/</c>. With <c>TD_WRITE_SCREENS=1</c> in the environment the files are
/// written anew, to be looked at before they are committed.
/// </summary>
static class ScreenText
{
    public static void Matches(string name, Canvas canvas, [CallerFilePath] string here = "")
    {
        var path = Path.Combine(Path.GetDirectoryName(here)!, "Screens", $"{name}.{canvas.Width}x{canvas.Height}.txt");
        if (Environment.GetEnvironmentVariable("TD_WRITE_SCREENS") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, canvas.ToText());
        }

        Assert.Equal(File.ReadAllText(path), canvas.ToText());
    }
}
