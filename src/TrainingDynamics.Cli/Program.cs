return (int)TrainingDynamics.Cli.CommandLine.Run(args);
