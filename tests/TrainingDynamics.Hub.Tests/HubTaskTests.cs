using System.Security.Cryptography;
using System.Text.Json;
using TrainingDynamics.Hub;
using TrainingDynamics.Hub.Tests;

namespace TrainingDynamics.Data.Tests;

public sealed class HubTaskTests : IDisposable
{
    readonly FakeHub _hub = new();
    readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _hub.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("sst2", "nyu-mll/glue")]
    [InlineData("mnli", "nyu-mll/glue")]
    [InlineData("snli", "stanfordnlp/snli")]
    public void A_task_name_alone_brings_the_tasks_files(string task, string id)
    {
        var files = Serve(task, id);
        var progress = new List<HubProgress>();

        var data = TaskCatalog.Load(task, null, missing => Download(missing, new Synchronous(progress.Add)));

        Assert.Equal(files.LoadTexts(_folder).Train.Examples, data.Train.Examples);
        Assert.Equal(task == "mnli" ? 1 : 0, data.MoreDev.Count);
        Assert.NotEmpty(progress);
        Assert.DoesNotContain(_hub.Server.Requests, request => request.Target.Contains("test_matched", StringComparison.Ordinal));
        Assert.StartsWith(_hub.Settings.CacheDirectory, data.Train.SourcePath, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_downloaded_once_is_read_offline()
    {
        Serve("sst2", "nyu-mll/glue");
        var first = TaskCatalog.Load("sst2", null, missing => Download(missing));
        var requests = _hub.Server.Requests.Count;
        _hub.Settings = _hub.Settings with { IsOffline = true };

        var second = TaskCatalog.Load("sst2", null, missing => Download(missing));

        Assert.Equal(first.Train.Examples, second.Train.Examples);
        Assert.Equal(requests, _hub.Server.Requests.Count);
    }

    [Fact]
    public void Offline_without_a_cache_the_hubs_own_error_says_what_to_do()
    {
        _hub.Settings = _hub.Settings with { IsOffline = true };

        var error = Assert.Throws<HubException>(() => TaskCatalog.Load("rte", null, missing => Download(missing)));

        Assert.Equal(HubFault.Offline, error.Fault);
        Assert.Contains("nyu-mll/glue", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_repository_without_the_tasks_files_is_an_error()
    {
        Serve("sst2", "nyu-mll/glue");

        var error = Assert.Throws<HubException>(() => TaskCatalog.Load("rte", null, missing => Download(missing)));

        Assert.Contains("found no files of task 'rte' in its folder rte", error.Message, StringComparison.Ordinal);
    }

    string Download(TaskDownload files, IProgress<HubProgress>? progress = null)
    {
        using var client = new HubClient(_hub.Settings, _hub.Options);
        return HubFolder.Fetch(client, files.Dataset, files.Folder, files.IsWanted, $"task '{files.Task}'", progress);
    }

    GlueFiles Serve(string task, string id)
    {
        var files = GlueFiles.All.Single(candidate => candidate.Task == task);
        var contents = files.Parquet().ToDictionary(file => $"{files.HubFolder}/{file.Name}", file => file.Content);
        _hub.OnServer = request =>
        {
            if (request.Target == $"/api/datasets/{id}/revision/main")
            {
                var siblings = contents.Keys.Append("README.md").Select(name => new { rfilename = name });
                return new TinyResponse(200, JsonSerializer.SerializeToUtf8Bytes(new { siblings }));
            }

            foreach (var revision in new[] { "main", FakeHub.Commit })
            {
                var prefix = $"/datasets/{id}/resolve/{revision}/";
                if (request.Target.StartsWith(prefix, StringComparison.Ordinal)
                    && contents.TryGetValue(request.Target[prefix.Length..], out var content))
                {
                    var etag = Convert.ToHexStringLower(SHA256.HashData(content));
                    return TinyResponse.File(content, request, ("X-Repo-Commit", FakeHub.Commit), ("ETag", $"\"{etag}\""));
                }
            }

            return null;
        };
        return files;
    }

    sealed class Synchronous(Action<HubProgress> action) : IProgress<HubProgress>
    {
        readonly Lock _gate = new();

        public void Report(HubProgress value)
        {
            lock (_gate)
            {
                action(value);
            }
        }
    }
}
