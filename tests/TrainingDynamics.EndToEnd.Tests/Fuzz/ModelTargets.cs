using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using TrainingDynamics.Engine.Models;
using TrainingDynamics.Engine.Native;
using TrainingDynamics.Engine.Tests.PyTorch;
using TrainingDynamics.Engine.Training;
using TrainingDynamics.Engine.Weights;
using TrainingDynamics.Engine.Weights.PyTorch;
using TrainingDynamics.Logs;
using static TorchSharp.torch;

namespace TrainingDynamics.EndToEnd.Tests.Fuzz;

/// <summary>Models and checkpoints from the network.</summary>
static class ModelTargets
{
    const long MostElements = 10_000;

    const string Config =
        """
        {"model_type": "bert", "vocab_size": 100, "hidden_size": 8, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 16,
         "max_position_embeddings": 32, "type_vocab_size": 2, "hidden_dropout_prob": 0.1, "pad_token_id": 0, "id2label": {"0": "no", "1": "yes"}}
        """;

    const string State =
        """{"step":4,"epochs_finished":1,"totals":{"loss_sum":2.5,"right":3,"examples":8},"dropout":[1,2,3,4],"left_out":0}""";

    public static IEnumerable<(string Name, Lazy<FuzzTarget> Target)> All =>
    [
        ("safetensors", new(() => new("safetensors", 4, "model.safetensors", [SafeTensors()], ReadSafeTensors, typeof(WeightsFormatException)))),
        Pickle("legacy"),
        Pickle("legacy protocol 4"),
        Pickle("zip"),
        Target("index.json", "model.safetensors.index.json", "{\"metadata\": {}, \"weight_map\": {\"a\": \"x-1.safetensors\", \"b\": \"x-2.safetensors\"}}", path => WeightsIndex.Read(path), typeof(WeightsFormatException)),
        Target("config.json", "config.json", Config, path => TextClassifier.Layout(ModelConfigFile.Read(path)), typeof(ModelConfigException)),
        Target("training_state.json", "training_state.json", State, path => TrainingState.Read(path), typeof(RunFolderException)),
    ];

    static (string Name, Lazy<FuzzTarget> Target) Target(string name, string file, string text, Action<string> read, Type refusal) =>
        (name, new(() => new(name, 4, file, [Encoding.UTF8.GetBytes(text)], (path, _) => read(path), refusal)));

    static (string Name, Lazy<FuzzTarget> Target) Pickle(string save) =>
        ($"pickle {save}", new(() => new($"pickle {save}", 8, "pytorch_model.bin", [TorchSaves.Named(save)], ReadPickle, typeof(WeightsFormatException))));

    static void ReadPickle(string path, byte[] bytes)
    {
        TorchLibrary.Load();
        using var file = PyTorchFile.Open(path);
        foreach (var entry in file.Entries.Values.Where(entry => entry.Elements <= MostElements && entry.ElementType is "F64" or "F32" or "F16" or "BF16"))
        {
            using var destination = empty([.. entry.Shape]);
            file.CopyTo(entry.Name, destination);
        }
    }

    /// <summary>The values must be the file's bytes where its header, read a second time, says that they lie.</summary>
    static void ReadSafeTensors(string path, byte[] bytes)
    {
        TorchLibrary.Load();
        using var file = SafeTensorsFile.Open(path);
        var dataStart = 8 + (int)BinaryPrimitives.ReadInt64LittleEndian(bytes);
        using var header = JsonDocument.Parse(bytes.AsMemory(8, dataStart - 8));
        foreach (var (name, entry) in file.Entries.Where(entry => entry.Value.ElementType == "F32" && entry.Value.Elements <= MostElements))
        {
            using var value = empty([.. entry.Shape]);
            file.CopyTo(name, value);
            var offsets = header.RootElement.GetProperty(name).GetProperty("data_offsets");
            Assert.True(bytes.AsSpan()[(dataStart + offsets[0].GetInt32())..(dataStart + offsets[1].GetInt32())].SequenceEqual(value.bytes), name);
        }
    }

    static byte[] SafeTensors()
    {
        var header = Encoding.UTF8.GetBytes(
            """{"__metadata__":{"format":"pt"},"a.weight":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},"b":{"dtype":"BF16","shape":[4],"data_offsets":[24,32]},"c":{"dtype":"F32","shape":[],"data_offsets":[32,36]}}""");
        var file = new byte[8 + header.Length + 36];
        BinaryPrimitives.WriteInt64LittleEndian(file, header.Length);
        header.CopyTo(file, 8);
        for (var i = 0; i < 36; i++)
        {
            file[8 + header.Length + i] = (byte)(7 * i);
        }

        return file;
    }
}
