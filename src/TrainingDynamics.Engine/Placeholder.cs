namespace TrainingDynamics.Engine;
