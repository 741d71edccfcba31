namespace TrainingDynamics.Dashboard.Pages;

/// <summary>What a key has led to.</summary>
/// <param name="Page">The page after it.</param>
/// <param name="Choices">The shared choices after it.</param>
/// <param name="Request">What the shell is to do outside the state; null: nothing.</param>
/// <param name="Message">For the status bar until the next key; null: none.</param>
/// <param name="GoTo">The page to show next; null: this one.</param>
sealed record Turn(IPage Page, Choices Choices, Request? Request = null, string? Message = null, PageId? GoTo = null);
