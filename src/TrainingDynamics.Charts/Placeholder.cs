namespace TrainingDynamics.Charts;
