using System.Security.Cryptography;
using System.Text;
using TrainingDynamics.Engine.Weights;
using TrainingDynamics.Engine.Weights.PyTorch;
using static TorchSharp.torch;

namespace TrainingDynamics.Engine.Tests.PyTorch;

/// <summary>Whole checkpoints: those that Hugging Face wrote, and the golden BERT in torch's forms.</summary>
public sealed class PyTorchGoldenTests
{
    [Theory]
    [InlineData("bert", "legacy")]
    [InlineData("bert", "zip")]
    [SharedData("bert-2l-64h", "torch's zip")]
    public void Pickled_weights_equal_safetensors_bit_for_bit(string model, string form)
    {
        using var pickled = PyTorchFile.Open(
            new MemoryStream(form switch { "legacy" => PickledBert.Legacy(), "zip" => PickledBert.Zip(), _ => File.ReadAllBytes(Golden(model)) }), form);
        using var safe = SafeTensorsFile.Open(Path.Combine(Repository.GoldenModel(model), "model.safetensors"));
        Assert.Equal(safe.Entries.Keys.Order(StringComparer.Ordinal), pickled.Entries.Keys.Order(StringComparer.Ordinal));
        foreach (var (name, entry) in safe.Entries)
        {
            Assert.Equal(entry.ElementType, pickled.Entries[name].ElementType);
            Assert.Equal(entry.Shape, pickled.Entries[name].Shape);
            if (entry.ElementType == "I64")
            {
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

    // The hashes were computed with Python's pickle, zipfile and struct, and for the old names with its torch too.
    [Theory]
    [InlineData(
        "distilbert", 40,
        "326a8bba0c060f56a65d9687244aa58b8de10620698fdd05c15203d04460cda7", "b8e6d5eec5a7c8ea9b2c991e4c2162991804abb5662aadd949225dbe202227ca")]
    [SharedData(
        "bert-old-names", 49,
        "13101992e1a67dba37d730ee7eeeb2e2455a23c95fd2c421d89ca8f03ff51cf0", "8940f0e90f02cb07b20080c8919e34676615c1827668c1f33625258e4c2bbc1a")]
    public void A_checkpoint_reads_as_python_reads_it(string model, int tensors, string list, string floats)
    {
        using var file = PyTorchFile.Open(Golden(model));
        Assert.Equal(tensors, file.Entries.Count);
        Assert.Equal(list, Hash(Encoding.UTF8.GetBytes(string.Join('\n', file.Entries.Values.Select(e => $"{e.Name} [{string.Join(", ", e.Shape)}]")))));
        Assert.Equal(floats, Hash(AllFloats(file)));
    }

    [Fact]
    public void The_decoder_of_an_old_checkpoint_shares_the_storage_of_the_embeddings()
    {
        using var file = PyTorchFile.Open(new MemoryStream(PickledBert.OfBefore2020()), "old.bin");
        Assert.Equal(
            file.Entries["bert.embeddings.word_embeddings.weight"].Storage, file.Entries["cls.predictions.decoder.weight"].Storage);
        Assert.NotEqual(file.Entries["cls.predictions.bias"].Storage, file.Entries["cls.predictions.decoder.weight"].Storage);
    }

    [Fact]
    public void A_checkpoint_cut_short_is_refused()
    {
        foreach (var (form, whole) in new[] { ("zip", File.ReadAllBytes(Golden("distilbert"))), ("legacy", PickledBert.OfBefore2020()) })
        {
            for (var i = 0; i < 100; i++)
            {
                // Half of the cuts in the first 8 KB, where the legacy form has its pickles.
                var length = i % 2 == 0 ? i * 80 : (int)((long)whole.Length * i / 100);
                var e = Record.Exception(() => PyTorchFile.Open(new MemoryStream(whole[..length]), "cut.bin").Dispose());
                Assert.True(e is WeightsFormatException, $"{form} cut at {length}: {e}");
            }
        }
    }

    static string Golden(string model) => Path.Combine(Repository.GoldenModel(model), "pytorch_model.bin");

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
