using TrainingDynamics.Cli;

TerminalWriter.Use();
return (int)CommandLine.Run(args);
