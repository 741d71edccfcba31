using TrainingDynamics.Cli;
using TrainingDynamics.Text.Tokenization;

InvariantNumbers.Use();
StandardStreams.Use();
return args is [TokenizerTrial.Argument, var file] ? TokenizerTrial.Run(file) : (int)CommandLine.Run(args);
