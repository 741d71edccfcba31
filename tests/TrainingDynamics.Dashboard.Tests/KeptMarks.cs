using TrainingDynamics.Dashboard.Pages;

namespace TrainingDynamics.Dashboard.Tests;

/// <summary>Presses keys as the shell does it, without a disk.</summary>
static class KeptMarks
{
    /// <summary>The state after keys; a mark that is asked for is in the snapshot before the next key, and no request any more.</summary>
    public static DashboardState WithMarksKept(this DashboardState state, params string[] keys)
    {
        foreach (var key in keys)
        {
            state = state.Press(key);
            foreach (var mark in state.Requests.OfType<Request.Mark>())
            {
                var marks = mark.On ? state.Snapshot.Marks.Add(mark.Guid) : state.Snapshot.Marks.Remove(mark.Guid);
                state = state.After(state.Snapshot with { Marks = marks }) with { Requests = [.. state.Requests.Where(request => request is not Request.Mark)] };
            }
        }

        return state;
    }
}
