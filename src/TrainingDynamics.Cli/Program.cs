using TrainingDynamics.Cli;

InvariantNumbers.Use();
StandardStreams.Use();
return (int)CommandLine.Run(args);
