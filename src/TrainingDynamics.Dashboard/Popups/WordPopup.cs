namespace TrainingDynamics.Dashboard.Popups;

/// <summary>
/// Asks for a whole word and Enter before it changes a training: a command typed into the wrong window has every letter in it, but not this word
/// after this key. Any other line closes the box.
/// </summary>
/// <param name="Title">The question.</param>
/// <param name="Words">The words that can be typed, and what they do.</param>
/// <param name="IsAboutEnd">True when the box says what is kept.</param>
/// <param name="Typed">What has been typed so far.</param>
sealed record WordPopup(string Title, ImmutableArray<WordPopup.Choice> Words, bool IsAboutEnd = false, string Typed = "") : IPopup
{
    const int LongestLine = 40;

    public static WordPopup Stop { get; } = new(
        "stop the training?",
        [
            new("epoch", "after this epoch, which is then kept", new Request.Stop(StopLadder.AfterEpoch)),
            new("stop", "at the next batch; this epoch is dropped", new Request.Stop(StopLadder.NextBatch)),
        ],
        IsAboutEnd: true);

    public static WordPopup Pause { get; } = new("pause the training?", [new("pause", "wait between two batches", new Request.Pause(true))]);

    public static WordPopup GoOn { get; } = new("go on with the training?", [new("go", "train on", new Request.Pause(false))]);

    public bool IsTyping => true;

    public PopupTurn Press(string key, Snapshot snapshot, Choices choices) => key switch
    {
        "Enter" => Words.FirstOrDefault(choice => choice.Word == Typed) is { } choice
            ? new(null, choice.Request)
            : new(null, Message: $"nothing was done: expected {string.Join(" or ", Words.Select(choice => choice.Word))}, then Enter"),
        "Backspace" => new(this with { Typed = Typed.Length == 0 ? "" : Typed[..^1] }),
        // What is too long for a word is no word, and goes on being none.
        _ when key.EnumerateRunes().Count() == 1 && Typed.Length < LongestLine => new(this with { Typed = Typed + key }),
        _ => new(this),
    };

    public IReadOnlyList<(string Text, Ink Ink)> Lines(Snapshot snapshot) =>
    [
        .. Words.Select(choice => ($"{choice.Word,-5}  {choice.Means}", Ink.Plain)),
        ("", Ink.Plain),
        .. IsAboutEnd ? [(StopLadder.Kept(snapshot), Ink.Strong), ("", Ink.Plain)] : Array.Empty<(string, Ink)>(),
        ($"type the word, then Enter: {Typed}▏", Ink.Strong),
        ("Esc    leave it as it is", Ink.Dim),
    ];

    /// <summary>A word that can be typed, what it does in a few words, and as a request.</summary>
    public sealed record Choice(string Word, string Means, Request Request);
}
