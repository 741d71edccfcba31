namespace TrainingDynamics.Dashboard;
