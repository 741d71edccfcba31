using System.Runtime.CompilerServices;

namespace TrainingDynamics.Dashboard.Tests;

/// <summary>
/// Compares a screen with the text of the same name in <c>Screens/</c>. With <c>TD_UPDATE_SCREENS=1</c> in the environment it
/// writes that text instead, to be looked at before it is committed.
/// </summary>
static class GoldenScreen
{
    public static void Matches(string name, string screen)
    {
        var path = Path.Combine(Folder(), "Screens", $"{name}.txt");
        if (Environment.GetEnvironmentVariable("TD_UPDATE_SCREENS") == "1")
        {
            File.WriteAllText(path, screen);
        }

        Assert.True(File.Exists(path), $"{path} does not exist; TD_UPDATE_SCREENS=1 writes it");
        Assert.Equal(File.ReadAllText(path), screen);
    }

    /// <summary>The folder of this project's sources.</summary>
    public static string Folder([CallerFilePath] string here = "") => Path.GetDirectoryName(here)!;
}
