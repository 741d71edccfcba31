global using Xunit;
global using TrainingDynamics.Tests;
