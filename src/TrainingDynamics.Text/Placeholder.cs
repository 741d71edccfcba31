namespace TrainingDynamics.Text;
