namespace TrainingDynamics.Dashboard.Pages.Compare;

/// <summary>The parts of a comparison; narrow screens show one at a time.</summary>
enum CompareView
{
    /// <summary>Change of variability and confidence.</summary>
    Map,

    /// <summary>The examples whose confidence changed most.</summary>
    Movers,

    /// <summary>Which region's examples went where.</summary>
    Regions,
}
