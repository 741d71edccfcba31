using TrainingDynamics.Charts;
using TrainingDynamics.Dashboard.Export;

namespace TrainingDynamics.Dashboard.Shell;

/// <summary>Does what the state asks for outside itself.</summary>
/// <param name="feed">Reads what is asked for.</param>
/// <param name="control">Pauses and ends the training; null: read-only.</param>
/// <param name="say">Takes a message for the status bar, from any thread.</param>
sealed class Worker(RunFeed feed, ITrainerControl? control, Action<string> say)
{
    /// <summary>Returns fast; slow work is done on another thread.</summary>
    public void Do(Request request, Snapshot snapshot)
    {
        switch (request)
        {
            case Request.ExportMap export:
                say($"drawing the map as {export.Extension[1..].ToUpperInvariant()} …");
                InBackground(() => $"saved {MapExport.Save(snapshot, export.Extension, export.Epochs)}");
                break;
            case Request.Mark mark:
                // Not in the background: the mark is on disk when the key returns.
                Try(() => say(Invariant($"{feed.Mark(snapshot.Path, mark.Guid, mark.On):N0} marked, kept in {RunFolder.Of(snapshot.Path).MarksPath}; x writes them as CSV")));
                break;
            case Request.ExportMarks export when snapshot.Data is { } data:
                InBackground(() => $"saved {MarksFile.Write(snapshot, Math.Clamp(export.Epochs ?? data.Epochs.Length, 1, data.Epochs.Length))}");
                break;
            case Request.Pause pause:
                Try(() => control?.Pause(pause.On));
                break;
            case Request.Stop stop:
                Try(() => control?.Stop(stop.Stage));
                if (snapshot.Settings.Mode == DashboardMode.Watch)
                {
                    say(stop.Stage == 1
                        ? $"asked to stop after epoch {snapshot.Run.Epoch + 1}; {StopLadder.Kept(snapshot)} already"
                        : $"asked to stop at the next batch; {StopLadder.Kept(snapshot)}");
                }

                break;
            default:
                feed.Serve(request);
                break;
        }
    }

    void InBackground(Func<string> work) => ThreadPool.QueueUserWorkItem(_ => Try(() => say(work())));

    void Try(Action work)
    {
        try
        {
            work();
        }
        catch (Exception e) when (e is ChartException or IOException or UnauthorizedAccessException)
        {
            say(e.Message);
        }
    }
}
