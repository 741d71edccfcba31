using System.Runtime.CompilerServices;
using TrainingDynamics.Text.Tokenization;

namespace TrainingDynamics.Tests;

/// <summary>Makes a test project the program that tries tokenizers, as <c>td</c> does where it is there.</summary>
static class TokenizerTrialChild
{
    /// <summary>Started by <see cref="TokenizerTrial"/>; those who run the tests load them as a library.</summary>
    public static int Main(string[] args) => TokenizerTrial.Run(args[0]);

    [ModuleInitializer]
    internal static void Use() => TokenizerTrial.Child = ["dotnet", typeof(TokenizerTrialChild).Assembly.Location];
}
