namespace TrainingDynamics.Logs.Tests;

public sealed class EventLogTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    string EventsPath => _folder["events.jsonl"];

    [Fact]
    public void Every_event_is_read_back_as_it_was_written()
    {
        RunEvent[] events =
        [
            new RunStarted("sst2", "bert-tiny", "cpu", 5, 2105, 67349, 872, 10525),
            new EpochStarted(0),
            new StepTaken(1, 0, 0.69, 1e-5, 1.25, 900),
            new UpdateSkipped(2, 0, "the loss is NaN and the gradient norm NaN", ["7", "a"]),
            new RecordingProgress(0, 67349, 67349),
            new EpochFinished(0, 0.43, 0.8),
            new Evaluated(0, new Dictionary<string, double> { ["accuracy"] = 0.79, ["loss"] = 0.5 }),
            new Tested(1821, new Dictionary<string, double> { ["accuracy"] = 0.78 }),
            new CheckpointSaved(0, 2105, "checkpoints/epoch_0"),
            new Heartbeat(),
            new RunPaused(),
            new RunResumed(3.5),
            new RunFailed("disk full"),
            new RunInterrupted(1),
            new RunFinished(12.5),
        ];
        using (var log = new EventLog(EventsPath))
        {
            foreach (var happened in events)
            {
                log.On(happened);
            }
        }

        var read = new EventReader(EventsPath).ReadNew();
        Assert.Equal(events.Select(Shown), read.Select(Shown));
        Assert.Equal(LogJson.EventTypes.Count, read.Select(happened => happened.GetType()).Distinct().Count());

        // Lists and dictionaries compare by reference, so the events that have one are compared by its content.
        static string Shown(RunEvent happened) => happened switch
        {
            Evaluated evaluated => $"{evaluated.Time:O} {evaluated.Epoch} {string.Join(",", evaluated.Metrics)}",
            Tested tested => $"{tested.Time:O} {tested.Examples} {string.Join(",", tested.Metrics!)}",
            UpdateSkipped left => $"{left.Time:O} {left.Step} {left.Epoch} {left.Reason} {string.Join(",", left.Guids)}",
            _ => $"{happened.Time:O} {happened}",
        };
    }

    [Fact]
    public void Many_events_are_read_in_parts_of_which_none_is_missing()
    {
        using (var log = new EventLog(EventsPath))
        {
            for (var epoch = 0; epoch < 25; epoch++)
            {
                log.On(new EpochStarted(epoch));
            }
        }

        var reader = new EventReader(EventsPath);
        var parts = Enumerable.Range(0, 4).Select(_ => reader.ReadNew(10)).ToList();

        Assert.Equal([10, 10, 5, 0], parts.Select(part => part.Count));
        Assert.Equal(Enumerable.Range(0, 25), parts.SelectMany(part => part).Cast<EpochStarted>().Select(started => started.Epoch));
    }

    [Fact]
    public void A_line_starts_with_its_type_and_time()
    {
        using (var log = new EventLog(EventsPath))
        {
            log.On(new EpochStarted(2) { Time = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc) });
        }

        Assert.Equal("{\"type\":\"epoch_started\",\"time\":\"2026-01-02T03:04:05Z\",\"epoch\":2}\n", File.ReadAllText(EventsPath));
    }

    [Fact]
    public void Steps_are_thinned_to_ten_a_second_and_nothing_else_is()
    {
        var clock = new ManualClock();
        using (var log = new EventLog(EventsPath, clock))
        {
            for (var step = 1; step <= 1000; step++)
            {
                log.On(new StepTaken(step, 0, 0, 0, 0, 0));
                clock.Advance(TimeSpan.FromMilliseconds(1));
            }

            log.On(new RecordingProgress(0, 5, 10));
            log.On(new RecordingProgress(0, 10, 10));
            log.On(new EpochStarted(1));
        }

        var events = new EventReader(EventsPath).ReadNew();
        Assert.Equal(10, events.OfType<StepTaken>().Count());
        Assert.Equal(10, events.OfType<RecordingProgress>().Last().Done);
        Assert.Single(events.OfType<EpochStarted>());
    }

    [Fact]
    public void Ten_silent_seconds_give_a_heartbeat()
    {
        var clock = new ManualClock();
        using (var log = new EventLog(EventsPath, clock))
        {
            log.On(new EpochStarted(0));
            clock.Advance(TimeSpan.FromSeconds(10));
            clock.Advance(TimeSpan.FromSeconds(10));
        }

        clock.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(2, new EventReader(EventsPath).ReadNew().OfType<Heartbeat>().Count());
    }

    [Fact]
    public void A_clock_of_the_wall_that_is_set_back_changes_neither_thinning_nor_heartbeats()
    {
        var clock = new ManualClock();
        using (var log = new EventLog(EventsPath, clock))
        {
            for (var step = 1; step <= 20; step++)
            {
                clock.Wall -= TimeSpan.FromHours(1);
                clock.Advance(TimeSpan.FromSeconds(0.05));
                log.On(new StepTaken(step, 0, 0, 0, 0, 0) { Time = clock.GetUtcNow().UtcDateTime });
            }

            clock.Wall -= TimeSpan.FromDays(3650);
            clock.Advance(TimeSpan.FromSeconds(10));
        }

        var events = new EventReader(EventsPath).ReadNew();
        Assert.Equal(Enumerable.Range(0, 10).Select(i => (2 * i) + 1), events.OfType<StepTaken>().Select(step => step.Step));
        Assert.Equal(events.OrderByDescending(happened => happened.Time), events);
        Assert.IsType<Heartbeat>(events[^1]);
    }

    [Fact]
    public void A_reader_follows_a_live_file_and_waits_for_whole_lines()
    {
        var reader = new EventReader(EventsPath);
        Assert.Empty(reader.ReadNew());
        File.WriteAllText(EventsPath, """{"type":"epoch_started","epoch":0}""" + "\n" + """{"type":"epoch_st""");
        Assert.Equal(0, Assert.IsType<EpochStarted>(Assert.Single(reader.ReadNew())).Epoch);
        Assert.Empty(reader.ReadNew());
        File.AppendAllText(EventsPath, """arted","epoch":1}""" + "\n");
        Assert.Equal(1, Assert.IsType<EpochStarted>(Assert.Single(reader.ReadNew())).Epoch);
    }

    [Fact]
    public void Unknown_types_and_fields_are_ignored()
    {
        File.WriteAllText(
            EventsPath,
            """
            {"type":"gpu_melted","degrees":900}
            {"epoch":4,"colour":"red","time":"2026-01-02T03:04:05Z","type":"epoch_started"}
            {"no_type":1}

            """);
        Assert.Equal(4, Assert.IsType<EpochStarted>(Assert.Single(new EventReader(EventsPath).ReadNew())).Epoch);
    }

    [Theory]
    [InlineData("\"type\":\"run_finished\",\"seconds\":-1e308", "-1E+308 seconds")]
    [InlineData("\"type\":\"run_resumed\",\"seconds\":1e300", "1E+300 seconds")]
    [InlineData("\"type\":\"epoch_started\",\"epoch\":-3", "-3 as epoch")]
    [InlineData("\"type\":\"step\",\"step\":1,\"epoch\":0,\"loss\":1e999,\"learning_rate\":0,\"gradient_norm\":0,\"examples_per_second\":0", "double precision")]
    [InlineData("\"type\":\"run_started\",\"task\":\"t\",\"model\":\"m\",\"device\":\"cpu\",\"epochs\":1,\"steps_per_epoch\":-9,\"train_examples\":1,\"dev_examples\":1,\"steps\":1", "-9 as steps_per_epoch")]
    [InlineData("\"type\":\"heartbeat\",\"time\":\"9999-01-01T00:00:00Z\"", "the year 9999")]
    public void A_number_that_no_run_can_have_is_named(string fields, string problem)
    {
        File.WriteAllText(EventsPath, "{\"type\":\"epoch_started\",\"epoch\":0}\n{" + fields + "}\n");
        var error = Assert.Throws<LogFormatException>(() => new EventReader(EventsPath).ReadNew());
        Assert.StartsWith($"{EventsPath}, line 2: no event: found ", error.Message, StringComparison.Ordinal);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_sparse_reader_gives_of_steps_in_a_row_the_last()
    {
        var clock = new ManualClock();
        void Log(params RunEvent[] events)
        {
            using var log = new EventLog(EventsPath, clock);
            foreach (var happened in events)
            {
                clock.Advance(TimeSpan.FromSeconds(1));
                log.On(happened);
            }
        }

        static StepTaken Step(int step) => new(step, 0, 0.5, 0, 0, 0);
        var reader = new EventReader(EventsPath, isSparse: true);
        Log(new EpochStarted(0), Step(1), Step(2), new RecordingProgress(0, 1, 9), new RecordingProgress(0, 2, 9), new EpochStarted(1), Step(3));
        Assert.Equal(
            ["EpochStarted", "StepTaken 2", "RecordingProgress 2", "EpochStarted", "StepTaken 3"],
            reader.ReadNew().Select(Shown));
        Log(Step(4), Step(5), new RunFinished(1));
        Assert.Equal(["StepTaken 5", "RunFinished"], reader.ReadNew().Select(Shown));
        Assert.Empty(reader.ReadNew());
        File.AppendAllText(EventsPath, "{\"type\":\"step\",\"step\":\"six\"}\n");
        Assert.Contains("line 11", Assert.Throws<LogFormatException>(() => reader.ReadNew()).Message, StringComparison.Ordinal);

        static string Shown(RunEvent happened) => happened switch
        {
            StepTaken step => $"StepTaken {step.Step}",
            RecordingProgress pass => $"RecordingProgress {pass.Done}",
            _ => happened.GetType().Name,
        };
    }

    [Fact]
    public void A_broken_line_is_named()
    {
        File.WriteAllText(EventsPath, "{\"type\":\"epoch_started\",\"epoch\":0}\n{\"type\":\"epoch_started\"}\n");
        var error = Assert.Throws<LogFormatException>(() => new EventReader(EventsPath).ReadNew());
        Assert.Equal(2, error.Line);
        Assert.Contains("epoch", error.Message, StringComparison.Ordinal);
    }

    sealed class ManualClock : TimeProvider
    {
        readonly List<ManualTimer> _timers = [];
        TimeSpan _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now.Ticks;

        public DateTimeOffset Wall { get; set; } = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Wall + _now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = new ManualTimer(() => callback(state));
            _timers.Add(timer);
            return timer;
        }

        public void Advance(TimeSpan by)
        {
            _now += by;
            if (by >= TimeSpan.FromSeconds(10))
            {
                _timers.ForEach(timer => timer.Fire());
            }
        }

        sealed class ManualTimer(Action fire) : ITimer
        {
            bool _disposed;

            public void Fire()
            {
                if (!_disposed)
                {
                    fire();
                }
            }

            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose() => _disposed = true;

            public ValueTask DisposeAsync()
            {
                Dispose();
                return ValueTask.CompletedTask;
            }
        }
    }
}
