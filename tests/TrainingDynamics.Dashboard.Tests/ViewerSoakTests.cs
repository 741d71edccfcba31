using System.Text.Json;
using Terminal.Gui.App;
using Terminal.Gui.Drivers;
using Terminal.Gui.Input;
using Terminal.Gui.Testing;
using Terminal.Gui.Time;
using TrainingDynamics.Dashboard.Data;
using TrainingDynamics.Dashboard.Shell;
using TrainingDynamics.Logs;
using Xunit.Abstractions;

namespace TrainingDynamics.Dashboard.Tests;

/// <summary>
/// A viewer beside a run that goes on and on: ten steps a second and an epoch a minute of simulated time, with somebody at the
/// keys. <c>tests/soak.sh</c> takes an hour of it, the suite two minutes.
/// </summary>
[Collection(Alone.Name)]
public sealed class ViewerSoakTests(ITestOutputHelper output) : IDisposable
{
    const int SecondsPerEpoch = 60;
    const int StepsPerSecond = 10;
    const int Examples = 500;

    static readonly int Minutes = LongChecks.Count("TD_VIEWER_MINUTES", 2);

    static readonly Key[] Keys =
    [
        Key.D1, Key.D2, new Key('<'), Key.CursorUp, new Key('>'), Key.D3, Key.D4, Key.PageDown, Key.Enter, Key.Esc, Key.D5, Key.D6, new Key('?'), Key.Esc, Key.D1,
    ];

    // The run's own log would thin these events by the clock of the wall.
    static readonly JsonSerializerOptions EventJson = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    readonly string _path = Directory.CreateTempSubdirectory("td-soak-").FullName;

    public void Dispose() => Directory.Delete(_path, recursive: true);

    [Fact]
    public void Memory_handles_and_threads_stay_flat()
    {
        Environment.SetEnvironmentVariable("DisableRealDriverIO", "1");
        var now = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);
        var made = new MadeUpRun(Examples, 3);
        using var events = new StreamWriter(new RunFolder(_path).EventsPath) { AutoFlush = true, NewLine = "\n" };
        Write(events, new RunStarted("demo", "bert-tiny", "cpu", Minutes, SecondsPerEpoch * StepsPerSecond, Examples, 100, Minutes * SecondsPerEpoch * StepsPerSecond) { Time = now });
        using var feed = new RunFeed([_path], new Settings());
        feed.ReadOnce(now);
        var app = Application.Create(new VirtualTimeProvider());
        app.Init(DriverRegistry.Names.ANSI);
        app.Driver!.SetScreenSize(120, 36);
        using var shell = new DashboardShell(app, feed, null, null);
        var token = app.Begin(shell.View)!;

        var seconds = Minutes * SecondsPerEpoch;
        Usage? warm = null;
        var last = default(Usage);
        for (var second = 0; second < seconds; second++)
        {
            var epoch = second / SecondsPerEpoch;
            for (var step = (second * StepsPerSecond) + 1; step <= (second + 1) * StepsPerSecond; step++)
            {
                Write(events, new StepTaken(step, epoch, 1 / Math.Log(step + 2), 1e-4, 1, 500) { Time = now });
                now = now.AddSeconds(1.0 / StepsPerSecond);
            }

            if ((second + 1) % SecondsPerEpoch == 0)
            {
                Finish(events, made, epoch, now);
            }

            feed.ReadOnce(now);
            shell.Tick(now);
            app.InjectKey(Keys[second % Keys.Length]);
            app.LayoutAndDraw();
            // Between the tenths of the way; the first fifth is warming up.
            if ((second + 1) % (seconds / 10) == 0)
            {
                last = Usage.Now();
                warm ??= second >= seconds / 5 ? last : null;
                output.WriteLine($"{(second + 1) / 60.0,5:F1} min, {epoch + 1} epochs: heap {last.Heap >> 10} KiB, {last.Handles} handles, {last.Threads} threads");
            }
        }

        Assert.Contains($"epoch {Minutes}", app.Driver.ToString(), StringComparison.Ordinal);
        app.End(token);
        app.Dispose();
        var epochs = Minutes - (Minutes / 5);
        // An epoch is kept as a float per example and class, and so are its metrics: what the user scrubs through.
        Assert.InRange(last.Heap - warm!.Value.Heap, long.MinValue, (2L << 20) + (epochs * Examples * 64L));
        Assert.InRange(last.Handles - warm.Value.Handles, int.MinValue, 4);
        Assert.InRange(last.Threads - warm.Value.Threads, int.MinValue, 8);
    }

    static void Write(StreamWriter events, RunEvent happened) => events.WriteLine(JsonSerializer.Serialize(happened, EventJson));

    void Finish(StreamWriter events, MadeUpRun made, int epoch, DateTime now)
    {
        using (var writer = new DynamicsWriter([new RunFolder(_path).DynamicsPath(epoch)], epoch, made.Guids, [.. made.Golds.Select(gold => (double)gold)], "cpu"))
        {
            for (var i = 0; i < Examples; i++)
            {
                writer.Append([i], made.Logits[(epoch + i) % made.Logits.Length][i]);
            }

            writer.Complete();
        }

        Write(events, new EpochFinished(epoch, 0.5, 0.8) { Time = now });
        Write(events, new Evaluated(epoch, new Dictionary<string, double> { ["accuracy"] = 0.8, ["loss"] = 0.5 }) { Time = now });
    }

    readonly record struct Usage(long Heap, int Handles, int Threads)
    {
        public static Usage Now() => new(
            GC.GetTotalMemory(forceFullCollection: true),
            Directory.GetFileSystemEntries("/proc/self/fd").Length,
            Directory.GetDirectories("/proc/self/task").Length);
    }
}
