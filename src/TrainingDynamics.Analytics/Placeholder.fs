namespace TrainingDynamics.Analytics
module internal Placeholder =
    let one = 1
