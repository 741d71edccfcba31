using System.Globalization;

namespace TrainingDynamics.Cli;

/// <summary>How numbers are read and printed: the same in every locale.</summary>
static class InvariantNumbers
{
    /// <summary>To be called before anything reads a number: where the locale has a decimal comma, .NET would read 0.0005 as 5.</summary>
    public static void Use()
    {
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.InvariantCulture;
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.InvariantCulture;
    }
}
