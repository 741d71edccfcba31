namespace TrainingDynamics.Hub.Tests;

public sealed class HubResumeTests : IDisposable
{
    readonly FakeHub _hub = new();

    public void Dispose() => _hub.Dispose();

    [Fact]
    public void A_download_that_breaks_off_is_continued_where_it_stopped()
    {
        _hub.OnStorage = request => request.Offset < 200_000 ? TinyResponse.File(_hub.Large, request) with { CutAfter = 100_000 } : null;

        var path = _hub.Get("model.safetensors");

        Assert.Equal(_hub.Large, File.ReadAllBytes(path));
        Assert.Equal([0, 100_000, 200_000], _hub.Storage.Requests.Select(request => request.Offset));
    }

    [Fact]
    public void What_an_earlier_process_left_is_continued()
    {
        _hub.LayOutIncomplete(_hub.Large[..123_456]);

        var path = _hub.Get("model.safetensors");

        Assert.Equal(_hub.Large, File.ReadAllBytes(path));
        Assert.Equal([123_456], _hub.Storage.Requests.Select(request => request.Offset));
        Assert.False(File.Exists(_hub.LargeBlob + ".incomplete"));
    }

    [Fact]
    public void An_incomplete_file_that_is_whole_needs_no_bytes()
    {
        _hub.LayOutIncomplete(_hub.Large);

        Assert.Equal(_hub.Large, File.ReadAllBytes(_hub.Get("model.safetensors")));
        Assert.Empty(_hub.Storage.Requests);
    }

    [Fact]
    public void An_incomplete_file_that_is_too_long_is_started_over()
    {
        _hub.LayOutIncomplete([.. _hub.Large, 1, 2, 3]);

        Assert.Equal(_hub.Large, File.ReadAllBytes(_hub.Get("model.safetensors")));
        Assert.Equal([0], _hub.Storage.Requests.Select(request => request.Offset));
    }

    [Fact]
    public void An_incomplete_file_of_other_content_is_noticed_and_started_over()
    {
        _hub.LayOutIncomplete(new byte[1000]);

        Assert.Equal(_hub.Large, File.ReadAllBytes(_hub.Get("model.safetensors")));
        Assert.Equal([1000, 0], _hub.Storage.Requests.Select(request => request.Offset));
        Assert.Contains("starting over", Assert.Single(_hub.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_that_answers_200_to_a_range_makes_it_start_over()
    {
        _hub.LayOutIncomplete(_hub.Large[..1000]);
        _hub.OnStorage = _ => new TinyResponse(200, _hub.Large);

        Assert.Equal(_hub.Large, File.ReadAllBytes(_hub.Get("model.safetensors")));
        Assert.Single(_hub.Storage.Requests);
    }

    [Fact]
    public void A_server_that_sends_another_range_is_not_believed()
    {
        _hub.LayOutIncomplete(_hub.Large[..1000]);
        _hub.OnStorage = request => request.Offset == 0
            ? null
            : new TinyResponse(206, _hub.Large[500..]) { Headers = [("Content-Range", $"bytes 500-{_hub.Large.Length - 1}/{_hub.Large.Length}")] };

        Assert.Equal(_hub.Large, File.ReadAllBytes(_hub.Get("model.safetensors")));
        Assert.Equal([1000, 0], _hub.Storage.Requests.Select(request => request.Offset));
    }

    [Fact]
    public void A_server_that_always_breaks_off_and_cannot_resume_is_given_up_and_the_bytes_stay()
    {
        _hub.OnStorage = _ => new TinyResponse(200, _hub.Large) { CutAfter = 5000 };

        var exception = _hub.Fail("model.safetensors");

        Assert.Equal(HubFault.Network, exception.Fault);
        Assert.Contains("broke off", exception.Message, StringComparison.Ordinal);
        // Only the first attempt brings bytes that were not there before.
        Assert.Equal(_hub.Options.Attempts, _hub.Storage.Requests.Count);
        Assert.True(new FileInfo(_hub.LargeBlob + ".incomplete").Length > 0);
        Assert.False(File.Exists(_hub.LargeBlob));
    }

    [Fact]
    public void A_connection_that_falls_silent_counts_as_broken_off()
    {
        _hub.Options = _hub.Options with { StallTimeout = TimeSpan.FromMilliseconds(400) };
        _hub.OnStorage = request => request.Offset == 0 ? new TinyResponse(200, _hub.Large) { CutAfter = 100_000, Stalls = true } : null;

        Assert.Equal(_hub.Large, File.ReadAllBytes(_hub.Get("model.safetensors")));
        Assert.Equal([0, 100_000], _hub.Storage.Requests.Select(request => request.Offset));
    }

    [Fact]
    public void A_server_that_never_answers_is_given_up_after_the_attempts()
    {
        using var end = new ManualResetEventSlim();
        _hub.Options = _hub.Options with { StallTimeout = TimeSpan.FromMilliseconds(100), Attempts = 2 };
        _hub.OnServer = _ =>
        {
            end.Wait(TimeSpan.FromSeconds(20));
            return null;
        };

        var exception = _hub.Fail("config.json");
        end.Set();

        Assert.Equal(HubFault.Network, exception.Fault);
        Assert.Contains("no answer for 0.1 s", exception.Message, StringComparison.Ordinal);
        Assert.Single(_hub.Pauses);
    }

    [Fact]
    public void Cancelling_keeps_what_has_come()
    {
        using var cancellation = new CancellationTokenSource();
        _hub.OnStorage = _ => new TinyResponse(200, _hub.Large) { CutAfter = 100_000, Stalls = true };
        var progress = new CancelWhen(100_000, cancellation);

        Assert.ThrowsAny<OperationCanceledException>(() => _hub.Get("model.safetensors", progress, cancellation.Token));

        _hub.OnStorage = static _ => null;
        Assert.Equal(_hub.Large, File.ReadAllBytes(_hub.Get("model.safetensors")));
        Assert.True(_hub.Storage.Requests.Last().Offset > 0);
    }

    [Theory]
    [InlineData(408)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public void A_busy_server_is_asked_again_after_growing_pauses(int status)
    {
        var left = 3;
        _hub.OnServer = _ => left-- > 0 ? TinyResponse.Error(status) : null;

        Assert.Equal(_hub.Small, File.ReadAllBytes(_hub.Get("config.json")));
        Assert.Equal([1, 2, 4], _hub.Pauses.Select(pause => pause.TotalSeconds));
    }

    [Fact]
    public void A_busy_storage_server_is_asked_again()
    {
        var left = 2;
        _hub.OnStorage = _ => left-- > 0 ? TinyResponse.Error(503) : null;

        Assert.Equal(_hub.Large, File.ReadAllBytes(_hub.Get("model.safetensors")));
        Assert.Equal(2, _hub.Pauses.Count);
    }

    [Fact]
    public void A_reset_connection_is_tried_again()
    {
        var left = 2;
        _hub.OnStorage = request => left-- > 0 ? TinyResponse.File(_hub.Large, request) with { CutAfter = 50_000, Resets = true } : null;

        Assert.Equal(_hub.Large, File.ReadAllBytes(_hub.Get("model.safetensors")));
        Assert.Equal(3, _hub.Storage.Requests.Count);
    }

    [Fact]
    public void Retry_after_in_seconds_is_waited_for()
    {
        var left = 1;
        _hub.OnServer = _ => left-- > 0 ? TinyResponse.Error(429, ("Retry-After", "17")) : null;

        _hub.Get("config.json");

        Assert.Equal([17], _hub.Pauses.Select(pause => pause.TotalSeconds));
    }

    [Fact]
    public void Retry_after_as_a_date_is_waited_for()
    {
        var now = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        _hub.Options = _hub.Options with { Clock = new StoppedClock(now) };
        var left = 1;
        _hub.OnServer = _ => left-- > 0 ? TinyResponse.Error(503, ("Retry-After", now.AddSeconds(42).ToString("R"))) : null;

        _hub.Get("config.json");

        Assert.Equal([42], _hub.Pauses.Select(pause => pause.TotalSeconds));
    }

    [Fact]
    public void A_retry_after_beyond_patience_fails_at_once_and_says_how_long()
    {
        _hub.OnServer = _ => TinyResponse.Error(429, ("Retry-After", "3600"));

        var exception = _hub.Fail("config.json");

        Assert.Equal(HubFault.Server, exception.Fault);
        Assert.Contains("asks to wait 3600 s", exception.Message, StringComparison.Ordinal);
        Assert.Empty(_hub.Pauses);
    }

    sealed class CancelWhen(long received, CancellationTokenSource source) : IProgress<HubProgress>
    {
        public void Report(HubProgress value)
        {
            if (value.Received > 0 && value.Received <= received)
            {
                source.Cancel();
            }
        }
    }

    sealed class StoppedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
