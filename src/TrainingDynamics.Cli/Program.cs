using TrainingDynamics.Cli;
using TrainingDynamics.Text.Tokenization;

if (AddressSpace.Refuses(args))
{
    return (int)ExitCode.BadInput;
}

InvariantNumbers.Use();
StandardStreams.Use();
return args is [TokenizerTrial.Argument, var file] ? TokenizerTrial.Run(file) : (int)CommandLine.Run(args);
