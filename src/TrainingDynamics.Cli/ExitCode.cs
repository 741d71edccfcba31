namespace TrainingDynamics.Cli;

/// <summary>What <c>td</c> returns to the shell; the help of <c>td</c> prints this table.</summary>
enum ExitCode
{
    /// <summary>All was done.</summary>
    Done = 0,

    /// <summary>The run began and could not go on: it diverged, or the disk refused.</summary>
    Failed = 1,

    /// <summary>The command line or the input is wrong; nothing was changed.</summary>
    BadInput = 2,

    /// <summary>A bug in <c>td</c>.</summary>
    Internal = 70,

    /// <summary>Ctrl+C, SIGTERM or SIGHUP; finished epochs are kept. 128 plus the number of SIGINT, as shells have it.</summary>
    Interrupted = 130,
}
