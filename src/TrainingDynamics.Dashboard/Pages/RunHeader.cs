namespace TrainingDynamics.Dashboard.Pages;

/// <summary>What the run is and its progress: two to eight lines at the top of its page.</summary>
static class RunHeader
{
    const int LabelWidth = 6;
    const int TallEnoughForFrame = 24;
    const int MostWarningLines = 6;

    public static Area Draw(Canvas canvas, Area area, Snapshot snapshot)
    {
        var framed = area.Height >= TallEnoughForFrame && area.Width >= Screen.OneColumn;
        var lines = Lines(snapshot, area.Width - 4, isShort: area.Height < 14);
        var height = lines.Count + 2 + (framed ? 2 : 0);
        var (head, below) = area.SplitTop(height);
        var inside = framed ? canvas.Frame(head, Name(snapshot)) : head;
        var y = inside.Y;
        canvas.Text(inside.X + 1, y++, lines[0].Text, lines[0].Ink, inside.Width - 2);
        DrawGauges(canvas, new Area(inside.X + 1, y, inside.Width - 2, 2), snapshot);
        y += 2;
        foreach (var (text, ink) in lines.Skip(1))
        {
            canvas.Text(inside.X + 1, y++, text, ink, inside.Width - 2);
        }

        return below;
    }

    static string Name(Snapshot snapshot) => snapshot.Run.Run is { } run ? $"{run.Task} · {run.Model}" : snapshot.Path;

    static List<(string Text, Ink Ink)> Lines(Snapshot snapshot, int width, bool isShort)
    {
        var lines = new List<(string Text, Ink Ink)> { (What(snapshot, width), Ink.Strong) };
        if (Warning(snapshot) is { } warning)
        {
            // A failure's reason is at its end.
            lines.AddRange(Wrapping.Lines(warning, Math.Max(2, width), isShort ? 2 : MostWarningLines).Select(line => (line, Ink.Alarm)));
        }

        if (!isShort)
        {
            lines.Add((Machine(snapshot), Ink.Plain));
            if (snapshot.Cpu is { } cpu)
            {
                lines.Add((Cpu(cpu), Ink.Plain));
            }

            lines.AddRange(snapshot.Gpus.Take(4).Select((gpu, i) => (Gpu(gpu, i), Ink.Plain)));
        }

        return lines;
    }

    static string What(Snapshot snapshot, int width)
    {
        if (snapshot.Run.Run is not { } run)
        {
            return snapshot.Settings.Mode == DashboardMode.Train ? "reading data, building the model" : "no event yet";
        }

        var precision = snapshot.Manifest?.Options.TryGetPropertyValue("precision", out var value) == true && value is not null ? $" · {value}" : "";
        var all = Invariant(
            $"{run.Task} · {run.Model} · {run.Device}{precision} · {run.TrainExamples:N0} train, {run.DevExamples:N0} dev examples");
        return all.Length <= width ? all : Invariant($"{run.Task} · {Path.GetFileName(run.Model)} · {run.Device} · {run.TrainExamples:N0}");
    }

    static string? Warning(Snapshot snapshot) => snapshot.Run.Failure is { } failure ? $"failed: {failure}"
        : snapshot.Trouble is { } trouble ? trouble
        : !snapshot.IsStale ? null
        : snapshot.TrainerAlive == false ? $"the training process has gone; {StopLadder.Kept(snapshot)}"
        : $"no event for {StatusLine.Duration(snapshot.Silence)}: the process is probably gone; {StopLadder.Kept(snapshot)}";

    static string Machine(Snapshot snapshot)
    {
        var parts = new List<string>();
        if (snapshot.Run.LastStep is { } step)
        {
            parts.Add(Invariant($"{step.ExamplesPerSecond:N0} examples/s"));
        }

        if (snapshot.TrainerMemory is { } bytes)
        {
            parts.Add(Invariant($"{bytes / (1024.0 * 1024):N0} MiB resident"));
        }

        if (snapshot.Run.Run is { } run)
        {
            parts.Add(Invariant($"started {run.Time:yyyy-MM-dd HH:mm} UTC"));
            if (run.Host is { } host && snapshot.TrainerAlive is null && !snapshot.Run.Ended)
            {
                parts.Add($"on {host}");
            }

            parts.Add(snapshot.Run.Ended
                ? $"took {StatusLine.Duration(snapshot.Run.Elapsed)}"
                : $"for {StatusLine.Duration(snapshot.Run.ElapsedAt(snapshot.Now))}");
        }

        return string.Join(" · ", parts);
    }

    static string Cpu(CpuReading cpu)
    {
        var share = Math.Clamp(cpu.Cores / cpu.All, 0, 1);
        var load = cpu.Load is { } waiting ? Invariant($" · load {waiting:F1}") : "";
        return Invariant($"CPU   {Bars.Sparkline([0, share, 1])[1]} {100 * share:F0} % · {cpu.Cores:F1} of {cpu.All} cores{load}");
    }

    static string Gpu(GpuReading gpu, int index)
    {
        const double Gibi = 1024.0 * 1024 * 1024;
        var watts = gpu.Watts is { } power ? Invariant($" · {power:F0} W") : "";
        var bar = Bars.Sparkline([0, gpu.Utilisation, 1])[1];
        return Invariant($"GPU {index} {bar} {100 * gpu.Utilisation:F0} % · {gpu.MemoryUsed / Gibi:F1} of {gpu.MemoryTotal / Gibi:F1} GiB{watts} · {gpu.Name}");
    }

    static void DrawGauges(Canvas canvas, Area area, Snapshot snapshot)
    {
        var state = snapshot.Run;
        var (share, what) = EpochShare(state);
        var left = snapshot.IsStale ? "silent" : state.TimeLeft(snapshot.Now) is { } time ? $"{StatusLine.Duration(time)} left" : StatusLine.Phase(state);
        var note = Math.Min(area.Width / 3, Math.Max(what.Length, left.Length) + 1);
        var room = area.Width - LabelWidth - note - 1;
        canvas.Text(area.X, area.Y, "epoch", Ink.Dim, LabelWidth);
        Bars.Gauge(canvas, area.X + LabelWidth, area.Y, room, share);
        canvas.Text(area.X + LabelWidth + room + 1, area.Y, what, Ink.Plain, note);
        canvas.Text(area.X, area.Y + 1, "run", Ink.Dim, LabelWidth);
        Bars.Gauge(canvas, area.X + LabelWidth, area.Y + 1, room, state.Progress);
        canvas.Text(area.X + LabelWidth + room + 1, area.Y + 1, left, Ink.Strong, note);
    }

    static (double Share, string What) EpochShare(RunState state)
    {
        if (state.Run is not { } run || state.Epoch < 0)
        {
            return (0, "");
        }

        var of = Invariant($"{state.Epoch + 1}/{run.Epochs}");
        if (state.Phase == RunPhase.Recording && state.Recording is { Total: > 0 } pass)
        {
            return ((double)pass.Done / pass.Total, Invariant($"{of} recording {pass.Done:N0}/{pass.Total:N0}"));
        }

        var step = (state.LastStep?.Step ?? 0) - ((double)state.Epoch * run.StepsPerEpoch);
        return state.Phase == RunPhase.Evaluating || state.Phase == RunPhase.Finished
            ? (1, $"{of} {StatusLine.Phase(state)}")
            : (Math.Clamp(step / Math.Max(1, run.StepsPerEpoch), 0, 1), Invariant($"{of} step {state.LastStep?.Step ?? 0:N0}/{run.Steps:N0}"));
    }
}
