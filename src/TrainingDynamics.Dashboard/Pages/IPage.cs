using TrainingDynamics.Dashboard.Data;
using TrainingDynamics.Dashboard.Drawing;

namespace TrainingDynamics.Dashboard.Pages;

/// <summary>One page: immutable, without clock, disk or terminal. What it remembers is its own; what all share is in the choices.</summary>
interface IPage
{
    PageId Id { get; }

    /// <summary>The text of its tab, one word.</summary>
    string Title { get; }

    /// <summary>True while letters and digits are typed into the page, so that they are no commands; Esc and Enter reach it too.</summary>
    bool IsTyping => false;

    /// <summary>
    /// What a key does. Only keys that the <see cref="Keys.KeyTable"/> lists for this page arrive here, all while
    /// <see cref="IsTyping"/>; they go before those that work everywhere.
    /// </summary>
    Turn Press(string key, Snapshot snapshot, Choices choices);

    /// <summary>Draws into the area alone, whatever its size; two columns make sense from 100 cells on.</summary>
    void Draw(Canvas canvas, Area area, Snapshot snapshot, Choices choices);
}
