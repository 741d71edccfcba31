return TrainingDynamics.Benchmarks.Engine.EngineBenchmarks.Run(args);
