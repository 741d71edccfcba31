using System.Globalization;
using TrainingDynamics.Cli;

// Before anything reads a number: where the locale has a decimal comma, .NET would read 0.0005 as 5.
CultureInfo.DefaultThreadCurrentCulture = CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.InvariantCulture;
CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.InvariantCulture;
StandardStreams.Use();
return (int)CommandLine.Run(args);
