module TrainingDynamics.Analytics.Tests.Placeholder
let one = 1
