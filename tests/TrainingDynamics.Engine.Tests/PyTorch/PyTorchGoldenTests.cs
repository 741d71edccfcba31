using System.Security.Cryptography;
using System.Text;
using TrainingDynamics.Engine.Weights;
using TrainingDynamics.Engine.Weights.PyTorch;
using static TorchSharp.torch;

namespace TrainingDynamics.Engine.Tests.PyTorch;

/// <summary>Checkpoints that Hugging Face wrote. The hashes were computed with Python's torch from the same files.</summary>
public sealed class PyTorchGoldenTests
{
    [SharedFact]
    public void The_zip_form_equals_safetensors_bit_for_bit()
    {
        using var pickled = PyTorchFile.Open(Golden("bert-2l-64h"));
        using var safe = SafeTensorsFile.Open(Repository.SharedPath("golden", "models", "bert-2l-64h", "model.safetensors"));
        Assert.Equal(safe.Entries.Keys.Order(StringComparer.Ordinal), pickled.Entries.Keys.Order(StringComparer.Ordinal));
        foreach (var (name, entry) in safe.Entries)
        {
            Assert.Equal(entry.ElementType, pickled.Entries[name].ElementType);
            Assert.Equal(entry.Shape, pickled.Entries[name].Shape);
            if (entry.ElementType == "I64")
            {
                Assert.Equal(Enumerable.Range(0, (int)entry.Elements).Select(x => (long)x), pickled.ReadIntegers(name));
                continue;
            }

            using var scope = NewDisposeScope();
            var expected = zeros([.. entry.Shape]);
            var found = zeros([.. entry.Shape]);
            safe.CopyTo(name, expected);
            pickled.CopyTo(name, found);
            Assert.True(expected.bytes.SequenceEqual(found.bytes), name);
        }
    }

    [SharedFact]
    public void The_legacy_form_reads_as_python_reads_it()
    {
        using var file = PyTorchFile.Open(Golden("bert-old-names"));
        var list = string.Join('\n', file.Entries.Values.Select(e => $"{e.Name} [{string.Join(", ", e.Shape)}]"));
        Assert.Equal(49, file.Entries.Count);
        Assert.Equal("13101992e1a67dba37d730ee7eeeb2e2455a23c95fd2c421d89ca8f03ff51cf0", Hash(Encoding.UTF8.GetBytes(list)));
        Assert.Equal("8940f0e90f02cb07b20080c8919e34676615c1827668c1f33625258e4c2bbc1a", Hash(AllFloats(file)));
        Assert.Equal(
            file.Entries["bert.embeddings.word_embeddings.weight"].Storage, file.Entries["cls.predictions.decoder.weight"].Storage);
        Assert.Equal(4560, file.ReadIntegers("bert.embeddings.position_ids").Sum());
    }

    [SharedFact]
    public void Distilbert_reads_as_python_reads_it()
    {
        using var file = PyTorchFile.Open(Golden("distilbert-2l-64h"));
        Assert.Equal(40, file.Entries.Count);
        Assert.Equal("d606a674fe2a1dd09704b2668744ff65e07d9436d03d019f49e4c7ae702ff3ef", Hash(AllFloats(file)));
    }

    [SharedFact]
    public void A_golden_file_cut_short_is_refused()
    {
        foreach (var model in new[] { "bert-2l-64h", "bert-old-names" })
        {
            var whole = File.ReadAllBytes(Golden(model));
            for (var i = 0; i < 100; i++)
            {
                // Half of the cuts in the first 8 KB, where the legacy form has its pickles.
                var length = i % 2 == 0 ? i * 80 : (int)((long)whole.Length * i / 100);
                var e = Record.Exception(() => PyTorchFile.Open(new MemoryStream(whole[..length]), "cut.bin").Dispose());
                Assert.True(e is WeightsFormatException, $"{model} cut at {length}: {e}");
            }
        }
    }

    static string Golden(string model) => Repository.SharedPath("golden", "models", model, "pytorch_model.bin");

    static byte[] AllFloats(PyTorchFile file)
    {
        using var all = new MemoryStream();
        foreach (var entry in file.Entries.Values.Where(e => e.ElementType == "F32"))
        {
            using var read = zeros([.. entry.Shape]);
            file.CopyTo(entry.Name, read);
            all.Write(read.bytes);
        }

        return all.ToArray();
    }

    static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
