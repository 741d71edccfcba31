return TrainingDynamics.Benchmarks.Engine.EngineBenchmarks.Run(args is ["engine", ..] ? args[1..] : args);
