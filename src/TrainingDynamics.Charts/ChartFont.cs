namespace TrainingDynamics.Charts;

/// <summary>The font of every chart, for a report about the machine.</summary>
public static class ChartFont
{
    /// <summary>The font's name and where it comes from. Reads the font, so a broken build shows here.</summary>
    public static string Describe() => $"{InterFont.Regular.FamilyName}, carried by td; the system's fonts are not used";
}
