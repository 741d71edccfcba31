namespace TrainingDynamics.Engine.Models;

/// <summary>How ALBERT's layers share their parameters.</summary>
/// <param name="Groups">Groups of layers with parameters of their own, at least 1.</param>
/// <param name="InnerLayers">Layers of a group, at least 1: they act one after the other wherever the group does.</param>
sealed record AlbertOptions(int Groups, int InnerLayers) : FamilyOptions;
