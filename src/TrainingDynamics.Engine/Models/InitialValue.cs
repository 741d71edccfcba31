namespace TrainingDynamics.Engine.Models;

/// <summary>What a parameter is before training, as Hugging Face initialises it.</summary>
public enum InitialValue
{
    /// <summary>Normal with mean 0 and the config's standard deviation.</summary>
    Normal,

    /// <summary>All 0: biases.</summary>
    Zero,

    /// <summary>All 1: the weights of layer norms.</summary>
    One,

    /// <summary>A table of sines and cosines of the positions, which stays as it is.</summary>
    Sinusoidal,
}
