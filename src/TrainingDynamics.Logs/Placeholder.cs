namespace TrainingDynamics.Logs;
