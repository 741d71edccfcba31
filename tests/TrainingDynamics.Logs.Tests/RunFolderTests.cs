using System.Text.Json.Nodes;

namespace TrainingDynamics.Logs.Tests;

public sealed class RunFolderTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("bert-tiny", "bert-tiny")]
    [InlineData("prajjwal1/bert-tiny", "bert-tiny")]
    [InlineData("/models/mine/", "mine")]
    public void A_run_lies_under_task_and_last_segment_of_the_model(string model, string segment) =>
        Assert.Equal(Path.Combine("out", "sst2", segment), RunFolder.For("out", "sst2", model).Path);

    [Fact]
    public void The_model_folder_of_a_run_counts_by_task_and_model()
    {
        Directory.CreateDirectory(_folder["dy_log/sst2/bert-tiny/model"]);
        Assert.Equal(Path.Combine("out", "rte", "sst2-bert-tiny"), RunFolder.For("out", "rte", _folder["dy_log/sst2/bert-tiny/model/"]).Path);
        Assert.Equal("rte-other", RunFolder.NameOfModel("/runs/that/are/gone/rte/other/model"));
        Assert.Equal("run", RunFolder.NameOfModel("/run/../run/model"));
        // A Hub id is no folder here.
        Assert.Equal(Path.Combine("out", "rte", "model"), RunFolder.For("out", "rte", "org/model").Path);
    }

    [Theory]
    [InlineData("bert-tiny", "rte-bert-tiny")]
    [InlineData("org/roberta/", "rte-roberta")]
    [InlineData("runs/sst2/bert-tiny/model", "rte-sst2-bert-tiny")]
    [InlineData("mine/model/", "rte-sst2-bert-tiny")]
    [InlineData(".", "rte-sst2-bert-tiny")]
    public void Pictures_of_a_run_name_task_and_model_and_a_folder_called_model_by_the_run(string model, string title) =>
        Assert.Equal(title, new RunFolder("dy_log/rte/sst2-bert-tiny/").TitleOf("rte", model));

    [Fact]
    public void A_run_with_a_name_lies_under_it()
    {
        Assert.Equal(Path.Combine("out", "first try"), RunFolder.For("out", "sst2", "bert-tiny", "first try").Path);
        Assert.All(["", ".", "..", "a/b", "/a"], name => Assert.Throws<RunFolderException>(() => RunFolder.For("out", "sst2", "bert-tiny", name)));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("..")]
    [InlineData("")]
    public void A_model_without_a_name_is_refused(string model) =>
        Assert.Throws<RunFolderException>(() => RunFolder.For("out", "sst2", model));

    [Fact]
    public void A_run_folder_its_dynamics_folder_and_a_file_in_them_mean_the_same_run()
    {
        var metrics = _folder.Write(Path.Combine("run", "training_dynamics", "td_metrics.jsonl"), "");
        var manifest = _folder.Write(Path.Combine("run", "run.json"), "");
        string[] paths = [_folder["run"], _folder["run"] + "/", _folder["run/training_dynamics"], _folder["run/training_dynamics/"], metrics, manifest];
        Assert.All(paths, path => Assert.Equal(_folder["run"], RunFolder.Of(path).Path));
        Assert.Equal("dy_log/sst2/bert-tiny", RunFolder.Of("dy_log/sst2/bert-tiny").Path);
    }

    [Fact]
    public void Epochs_are_found_by_name_whatever_lies_beside_them()
    {
        foreach (var name in new[] { "dynamics_epoch_10.jsonl", "td_metrics.jsonl", ".DS_Store", "dynamics_epoch_11.jsonl.partial" }
            .Concat(Enumerable.Range(0, 10).Select(epoch => $"dynamics_epoch_{epoch}.jsonl{(epoch == 3 ? ".gz" : "")}")))
        {
            _folder.Write(Path.Combine("training_dynamics", name), "");
        }

        Assert.Equal(Enumerable.Range(0, 11), DynamicsFile.Find(_folder.Path).Select(file => file.Epoch));
        Assert.Equal(11, DynamicsFile.Find(_folder["training_dynamics"]).Count);
    }

    [Theory]
    [InlineData("dynamics_epoch_.jsonl")]
    [InlineData("dynamics_epoch_-1.jsonl")]
    [InlineData("dynamics_epoch_1a.jsonl")]
    [InlineData("dynamics_epoch_1.2.jsonl")]
    [InlineData("dynamics_epoch_1.json")]
    [InlineData("dynamics_epoch_1")]
    [InlineData("dynamics_epoch_1.parquet.gz")]
    [InlineData("Dynamics_epoch_1.jsonl")]
    [InlineData("my_dynamics_epoch_1.jsonl")]
    [InlineData("dynamics_epoch_\u0661.jsonl")] // a digit of another script
    public void A_file_of_another_name_is_no_epoch(string name)
    {
        _folder.Write("dynamics_epoch_0.jsonl", "");
        _folder.Write(name, "");
        Assert.Equal(0, Assert.Single(DynamicsFile.Find(_folder.Path)).Epoch);
    }

    [Fact]
    public void A_number_that_no_epoch_can_have_is_named()
    {
        _folder.Write("dynamics_epoch_99999999999.jsonl", "");
        var error = Assert.Throws<LogFormatException>(() => DynamicsFile.Find(_folder.Path));
        Assert.EndsWith("dynamics_epoch_99999999999.jsonl: '99999999999' is no epoch number", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_gap_a_double_and_an_empty_folder_are_named()
    {
        var none = Assert.Throws<LogFormatException>(() => DynamicsFile.Find(_folder.Path));
        Assert.Contains("no dynamics_epoch_N.jsonl", none.Message, StringComparison.Ordinal);
        _folder.Write("dynamics_epoch_0.jsonl", "");
        _folder.Write("dynamics_epoch_2.jsonl", "");
        var gap = Assert.Throws<LogFormatException>(() => DynamicsFile.Find(_folder.Path));
        Assert.Contains("dynamics_epoch_1.jsonl is missing although epoch 2 is there", gap.Message, StringComparison.Ordinal);
        _folder.Write("dynamics_epoch_0.jsonl.gz", "");
        var twice = Assert.Throws<LogFormatException>(() => DynamicsFile.Find(_folder.Path));
        Assert.Contains("epoch 0 is there twice", twice.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_folder_is_named()
    {
        var error = Assert.Throws<LogFormatException>(() => DynamicsFile.Find(_folder["none"]));
        Assert.Equal($"{_folder["none"]}: no such folder; expected a run folder or its training_dynamics folder", error.Message);
    }

    [Fact]
    public void A_manifest_is_read_back_as_it_was_written()
    {
        var manifest = Manifest();
        manifest.Write(_folder["run.json"]);
        var read = RunManifest.Read(_folder["run.json"]);
        Assert.Equal(manifest.DataFiles, read.DataFiles);
        Assert.Equal(manifest.LabelNames, read.LabelNames);
        Assert.True(JsonNode.DeepEquals(manifest.Options, read.Options));
        Assert.Equal(manifest.Started, read.Started);
        Assert.Contains("\"schema_version\": 1", File.ReadAllText(_folder["run.json"]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_manifest_of_a_later_version_is_refused()
    {
        (Manifest() with { SchemaVersion = 2 }).Write(_folder["run.json"]);
        var error = Assert.Throws<LogFormatException>(() => RunManifest.Read(_folder["run.json"]));
        Assert.Contains("schema version 2, but this program knows 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_whole_file_replaces_the_old_one_or_leaves_it()
    {
        var path = _folder.Write("file", "old");
        Assert.Throws<InvalidOperationException>(() => WholeFile.Write(path, stream =>
        {
            stream.WriteByte(1);
            throw new InvalidOperationException("half-way");
        }));
        Assert.Equal("old", File.ReadAllText(path));
        WholeFile.Write(path, stream => stream.Write("new"u8));
        Assert.Equal("new", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(_folder.Path));
    }

    static RunManifest Manifest() => new()
    {
        Task = "sst2",
        Model = "bert-tiny",
        Started = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc),
        Seed = 1,
        Device = "cpu",
        Recording = "after each epoch, evaluation mode",
        LabelNames = ["negative", "positive"],
        DataFiles = [new DataFileRecord("train", "train.tsv", new string('a', 64), 3)],
        Options = new JsonObject { ["epochs"] = 5, ["learning-rate"] = 5e-4 },
        Versions = new Dictionary<string, string> { ["TorchSharp"] = "0.107.0" },
    };
}
