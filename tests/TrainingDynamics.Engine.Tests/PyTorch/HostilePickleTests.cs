using TrainingDynamics.Engine.Weights;
using TrainingDynamics.Engine.Weights.PyTorch;
using static TrainingDynamics.Engine.Tests.PyTorch.Pickles;

namespace TrainingDynamics.Engine.Tests.PyTorch;

/// <summary>Pickles that ask for more than tensors, and pickles that lie.</summary>
public sealed class HostilePickleTests : IDisposable
{
    const string MakeObject = "asks to make an object of collections.OrderedDict";
    const string Ordered = "ccollections\nOrderedDict\n";

    static readonly Dictionary<string, (string Body, string Says)> Attacks = new()
    {
        ["os.system by REDUCE"] = ($"cos\nsystem\n({Str("true")}tR", "asks for 'os.system'"),
        ["builtins.eval by REDUCE"] = ($"cbuiltins\neval\n({Str("1")}tR", "asks for 'builtins.eval'"),
        ["__builtin__.exec of Python 2"] = ($"c__builtin__\nexec\n({Str("1")}tR", "asks for '__builtin__.exec'"),
        ["posix.system by STACK_GLOBAL"] = ($"{Str("posix")}{Str("system")}\u0093{Str("true")}\u0085R", "asks for 'posix.system'"),
        ["STACK_GLOBAL by numbers"] = ($"{Int(1)}{Int(2)}\u0093", "global whose name is no text"),
        ["a callable of torch that is not on the list"] = ("ctorch\nload\n", "asks for 'torch.load'"),
        ["a storage class that is not on the list"] = ("ctorch\nQInt8Storage\n", "asks for 'torch.QInt8Storage'"),
        ["a name that hides behind control characters"] = ("cos\u001b[2J\r\nsystem\n", "asks for 'os?[2J?.system'"),
        ["a callable hidden in a tensor's hooks"] =
            ($"{Rebuild}({Storage("s", Int(2))}{Int(0)})){'\u0089'}csubprocess\nPopen\n)RtR", "asks for 'subprocess.Popen'"),
        ["INST"] = ($"({Str("true")}ios\nsystem\n", "INST asks for os.system"),
        ["OBJ"] = ($"({Ordered}{Str("true")}o", $"OBJ {MakeObject}"),
        ["OBJ without a class"] = ("(o", "OBJ asks to make an object"),
        ["NEWOBJ"] = ($"{Ordered})\u0081", $"NEWOBJ {MakeObject}"),
        ["NEWOBJ_EX"] = ($"{Ordered})}}\u0092", $"NEWOBJ_EX {MakeObject}"),
        ["BUILD of a tensor"] = ($"{Pair}{Dictionary("__setstate__", Str("x"))}b", "BUILD asks to set the state of a tensor"),
        ["BUILD of a callable"] =
            ($"{Ordered}{Dictionary("__setstate__", Str("x"))}b", "BUILD asks to set the state of collections.OrderedDict"),
        ["BUILD of a dictionary"] = ($"}}{Dictionary("__setstate__", Str("x"))}b", "BUILD asks to set the state of a dictionary"),
        ["BUILD with an odd state"] = ($"{NoHooks}{Str("x")}\u0085b", "from a tuple of 1"),
        ["EXT1"] = ("\u0082\u0001", "EXT1 asks for number 1"),
        ["EXT2"] = ("\u0083\u0001\u0001", "EXT2 asks for number 257"),
        ["EXT4"] = ("\u0084\u0001\u0000\u0000\u0000", "EXT4 asks for number 1"),
        ["PERSID"] = ("Pmodule\n", "PERSID asks for the outside object 'module'"),
        ["a persistent id that is a number"] = ($"{Int(7)}Q", "asks for an outside object by an integer"),
        ["a persistent id for a module"] =
            ($"({Str("module")}{Str("Net")}{Str("net.py")}{Str("class Net")}tQ", "asks for an outside object by a tuple of 4"),
        ["a persistent id of no storage class"] =
            ($"({Str("storage")}{Ordered}{Str("s")}{Str("cpu")}{Int(2)}NtQ", "outside object by a tuple of 6"),
        ["a persistent id of a negative size"] = (Storage("s", Int(-1)), "outside object by a tuple of 6"),
        ["REDUCE of a text"] = ($"{Str("os.system")})R", "REDUCE asks to call the text 'os.system'"),
        ["REDUCE of a storage class"] = ("ctorch\nFloatStorage\n)R", "REDUCE asks to call torch.FloatStorage"),
        ["REDUCE of a tensor"] = ($"{Pair})R", "REDUCE asks to call a tensor"),
        ["REDUCE without a tuple"] = ($"{Ordered}]R", "with a list, expected a tuple"),
        ["OrderedDict of a text"] = ($"{Ordered}{Str("ab")}\u0085R", "other arguments"),
        ["a tensor of no storage"] = ($"{Rebuild}(NNNNNNtR", "other arguments"),
        ["a parameter of no tensor"] = ("ctorch._utils\n_rebuild_parameter\n(N\u0088NtR", "other arguments"),
        ["a size of no tuple"] = ("ctorch\nSize\nN\u0085R", "other arguments"),
        ["a tensor with metadata"] =
            (Tensor(Storage("s", Int(2)), Int(0), Int(2) + "\u0085", Int(1) + "\u0085", Dictionary("neg", "\u0088")), "metadata"),
        ["an opcode for bytes"] = ("C\u0001x", "found opcode 0x43"),
        ["an opcode that does not exist"] = ("\u00ff", "found opcode 0xff"),
        ["protocol 6"] = ("\u0080\u0006", "protocol 6"),

        ["a text longer than the file"] = ($"X{UInt32(uint.MaxValue)}x", "needs 4294967295 more bytes"),
        ["a text of 2^62 bytes"] = ($"\u008d{UInt64(1UL << 62)}x", "needs 4611686018427387904 more bytes"),
        ["a text of 2^63 bytes"] = ($"\u008d{UInt64(1UL << 63)}x", "length of 9223372036854775808"),
        ["a byte string of a negative length"] = ($"T{UInt32(0x80000000)}x", "length of -2147483648"),
        ["a text that is not UTF-8"] = ("U\u0001\u00ff", "not UTF-8"),
        ["an integer of a negative length"] = ($"\u008b{UInt32(uint.MaxValue)}", "integer of -1 bytes"),
        ["an integer of 2^31 bytes"] = ($"\u008b{UInt32(int.MaxValue)}", "integer of 2147483647 bytes"),
        ["a name without an end"] = ("c" + new string('x', 100_000), "name of more than 256 bytes"),
        ["a memo number of 2^32"] = ($"Nr{UInt32(uint.MaxValue)}", "memo number 4294967295"),
        ["a memo number that was never stored"] = ("Nq\u0005h\u0004", "memo number 4, which was never stored"),
        ["an empty stack"] = ("0", "operands are not there"),
        ["operands behind an open bracket"] = ("N(0", "operands are not there"),
        ["a bracket that was never opened"] = ("t", "never opened"),
        ["a key without a value"] = ("}(Nu", "key without a value"),
        ["an item of a tuple"] = (")NNs", "asks to set items of a tuple"),
        ["an append to a dictionary"] = ("}Na", "asks to append to a dictionary"),
        ["a million open brackets"] = (new string('(', 1_000_000), "open brackets"),
        ["tuples nested a million deep"] = (")" + new string('\u0085', 1_000_000), "holds a tuple of 1, expected a dictionary"),
        ["three million opcodes"] = (Repeat("N0", 1_500_000), "more than 2000000 opcodes"),
        ["a list that holds itself"] = ("]q\u0000h\u0000a", "holds a list, expected a dictionary"),
        ["a tuple that doubles sixty times"] = (")" + Repeat("2\u0086", 60), "holds a tuple of 2"),
        ["a list that is copied again and again"] =
            ("](" + Repeat("NN\u0086", 100_000) + "eq\u00000" + Repeat($"{Ordered}h\u0000\u0085R0", 1_000), "items of ordered dictionaries"),
    };

    readonly TemporaryFolder _folder = new();

    public static TheoryData<string> AttackNames => [.. Attacks.Keys];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(AttackNames))]
    public void An_attack_is_refused_by_name(string attack)
    {
        var (body, says) = Attacks[attack];
        var legacy = _folder.Write("legacy.bin", Legacy(body, withStorage: body.Contains("Storage", StringComparison.Ordinal)));
        Refused(legacy, says);
        if (body.Contains("storage", StringComparison.Ordinal))
        {
            return; // the zip form describes storages in five fields
        }

        var zip = _folder.Write("zip.bin", Zip([("archive/data.pkl", Bytes(Protocol2 + body + "."))]));
        Refused(zip, says);
    }

    [Fact]
    public void The_pickles_that_surround_the_checkpoint_are_refused_just_the_same()
    {
        var whole = System.Text.Encoding.Latin1.GetString(Legacy(Dictionary("w", Pair)));
        string[] pickles = ["\u008a\u000a", "M\u00e9\u0003", "}" + Str("little_endian"), "](" + Str("s")]; // magic, version, machine, keys
        foreach (var start in pickles)
        {
            Assert.Contains(Protocol2 + start, whole, StringComparison.Ordinal);
            var attack = whole.Replace(Protocol2 + start, $"{Protocol2}cos\nsystem\n{start}", StringComparison.Ordinal);
            Refused(_folder.Write("w.bin", Bytes(attack)), "asks for 'os.system'");
        }
    }

    static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));

    static void Refused(string path, string says)
    {
        var e = Assert.Throws<WeightsFormatException>(() => PyTorchFile.Open(path).Dispose());
        Assert.StartsWith(path, e.Message, StringComparison.Ordinal);
        Assert.Contains(says, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(e.Message, char.IsControl);
    }
}
