namespace TrainingDynamics.Engine.Models;

/// <summary>How ALBERT's layers share their parameters.</summary>
/// <param name="Groups">Groups of layers, at least 1; the layers of a group share parameters.</param>
/// <param name="InnerLayers">Layers of a group, at least 1: they act one after the other wherever the group does.</param>
sealed record AlbertOptions(int Groups, int InnerLayers) : FamilyOptions;
