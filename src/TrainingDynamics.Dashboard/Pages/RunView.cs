namespace TrainingDynamics.Dashboard.Pages;

/// <summary>What of the run page is shown, in the order of its key.</summary>
enum RunView
{
    /// <summary>As much as has room.</summary>
    All,

    /// <summary>Loss, learning rate, gradient norm, examples a second.</summary>
    Curves,

    /// <summary>Dev metrics per epoch.</summary>
    Epochs,

    /// <summary>What was printed or happened.</summary>
    Log,

    /// <summary>How well each class of the dev set is predicted.</summary>
    Classes,
}
