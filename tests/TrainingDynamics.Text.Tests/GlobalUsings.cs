global using TrainingDynamics.Tests;
global using Xunit;
