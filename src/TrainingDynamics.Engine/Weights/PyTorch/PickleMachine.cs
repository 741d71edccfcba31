using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace TrainingDynamics.Engine.Weights.PyTorch;

/// <summary>
/// Reads one pickle into plain values: null, bool, long, BigInteger, double, string, <c>object?[]</c> for a tuple,
/// <c>List&lt;object?&gt;</c>, <see cref="PickleDictionary"/>, <see cref="StoredTensor"/>, <see cref="Storage"/> and
/// <see cref="PickleGlobal"/>. Own code because a pickle is a program, and the point is to be unable to run it: of what
/// pickle can do, this machine knows only what describes tensors. Values may contain themselves or be nested a million
/// deep; nothing here or in what uses them recurses. Source of the opcodes: Python's documentation of <c>pickletools</c>.
/// </summary>
sealed class PickleMachine
{
    // A tensor takes about 35 opcodes. The limits bound memory: an opcode allocates a few hundred bytes at most.
    const int MostOpcodes = 2_000_000;
    const int MostMarks = 1_000;
    const int LongestInteger = 255;

    readonly PickleInput _input;
    readonly PickleCalls _calls;
    readonly List<object?> _stack = [];
    readonly List<int> _marks = [];
    readonly List<object?> _memo = [];

    PickleMachine(PickleInput input, PickleCalls calls)
    {
        _input = input;
        _calls = calls;
    }

    /// <summary>Reads up to and with the opcode that ends the pickle.</summary>
    /// <param name="input">Left standing behind the pickle.</param>
    /// <param name="calls">What the pickle's names mean; knows the storages afterwards.</param>
    /// <exception cref="WeightsFormatException">
    /// The pickle is damaged, too large, or asks for anything else than tensors and dictionaries.
    /// </exception>
    public static object? Read(PickleInput input, PickleCalls calls) => new PickleMachine(input, calls).Run();

    object? Run()
    {
        for (var count = 0; count < MostOpcodes; count++)
        {
            var opcode = _input.ReadByte();
            if (opcode == '.')
                return Pop();
            Execute(opcode);
        }

        throw _input.Error($"found more than {MostOpcodes} opcodes, more than any description of tensors needs");
    }

    void Execute(byte opcode)
    {
        switch (opcode)
        {
            case 0x80: // PROTO
                if (_input.ReadByte() is var protocol and > 5)
                    throw _input.Error($"found pickle protocol {protocol}, expected at most 5");
                break;
            case 0x95: // FRAME: a hint for buffering
                _input.ReadLength();
                break;
            case (byte)'N':
                Push(null);
                break;
            case 0x88:
                Push(true);
                break;
            case 0x89:
                Push(false);
                break;
            case (byte)'K': // BININT1
                Push((long)_input.ReadByte());
                break;
            case (byte)'M': // BININT2
                Push((long)_input.ReadUInt16());
                break;
            case (byte)'J': // BININT
                Push((long)_input.ReadInt32());
                break;
            case 0x8a: // LONG1
                PushInteger(_input.ReadByte());
                break;
            case 0x8b: // LONG4
                PushInteger(_input.ReadInt32());
                break;
            case (byte)'G': // BINFLOAT
                Push(_input.ReadDouble());
                break;
            case 0x8c: // SHORT_BINUNICODE
            case (byte)'U': // SHORT_BINSTRING, from Python 2
                Push(_input.ReadText(_input.ReadByte()));
                break;
            case (byte)'X': // BINUNICODE
                Push(_input.ReadText(_input.ReadUInt32()));
                break;
            case (byte)'T': // BINSTRING, from Python 2
                Push(_input.ReadText(_input.ReadInt32()));
                break;
            case 0x8d: // BINUNICODE8
                Push(_input.ReadText(_input.ReadLength()));
                break;
            default:
                Build(opcode);
                break;
        }
    }

    /// <summary>Opcodes that work on what lies on the stack.</summary>
    void Build(byte opcode)
    {
        switch (opcode)
        {
            case (byte)'(':
                if (_marks.Count == MostMarks)
                    throw _input.Error($"found more than {MostMarks} open brackets, more than any description of tensors needs");
                _marks.Add(_stack.Count);
                break;
            case (byte)'0': // POP
                Pop();
                break;
            case (byte)'1': // POP_MARK
                PopToMark();
                break;
            case (byte)'2': // DUP
                Push(Peek());
                break;
            case (byte)')':
                Push(Array.Empty<object?>());
                break;
            case 0x85 or 0x86 or 0x87: // TUPLE1 to TUPLE3
                Push(Pop(opcode - 0x84));
                break;
            case (byte)'t':
                Push(PopToMark());
                break;
            case (byte)']':
                Push(new List<object?>());
                break;
            case (byte)'l':
                Push(PopToMark().ToList());
                break;
            case (byte)'a': // APPEND
                Append(Pop(1));
                break;
            case (byte)'e': // APPENDS
                Append(PopToMark());
                break;
            case (byte)'}':
                Push(new PickleDictionary(isOrdered: false));
                break;
            case (byte)'d': // DICT
                var items = PopToMark();
                Push(new PickleDictionary(isOrdered: false));
                SetItems(items);
                break;
            case (byte)'s': // SETITEM
                SetItems(Pop(2));
                break;
            case (byte)'u': // SETITEMS
                SetItems(PopToMark());
                break;
            default:
                Remember(opcode);
                break;
        }
    }

    /// <summary>The memo, names, calls, and everything that is refused.</summary>
    void Remember(byte opcode)
    {
        switch (opcode)
        {
            case (byte)'q': // BINPUT
                Memoize(_input.ReadByte());
                break;
            case (byte)'r': // LONG_BINPUT
                Memoize(_input.ReadUInt32());
                break;
            case 0x94: // MEMOIZE
                Memoize(_memo.Count);
                break;
            case (byte)'h': // BINGET
                Push(Recall(_input.ReadByte()));
                break;
            case (byte)'j': // LONG_BINGET
                Push(Recall(_input.ReadUInt32()));
                break;
            case (byte)'c': // GLOBAL
                var module = _input.ReadLine();
                Push(_calls.Resolve(module, _input.ReadLine()));
                break;
            case 0x93: // STACK_GLOBAL
                var names = Pop(2);
                if (names is not [string moduleName, string name])
                    throw _input.Error("found a global whose name is no text; the file is damaged or hostile");
                Push(_calls.Resolve(moduleName, name));
                break;
            case (byte)'R': // REDUCE
                var call = Pop(2);
                Push(_calls.Call(call[0], call[1]));
                break;
            case (byte)'b': // BUILD
                var state = Pop();
                _calls.SetState(Peek(), state);
                break;
            case (byte)'Q': // BINPERSID
                Push(_calls.FindStorage(Pop()));
                break;
            default:
                Refuse(opcode);
                break;
        }
    }

    [DoesNotReturn]
    void Refuse(byte opcode)
    {
        var what = opcode switch
        {
            (byte)'i' => $"INST asks for {Quoted(_input.ReadLine(), _input.ReadLine())}",
            (byte)'o' => "OBJ asks to make an object" + (_marks.Count > 0 ? OfClass(PopToMark().FirstOrDefault()) : ""),
            0x81 => "NEWOBJ asks to make an object" + OfClass(Pop(2)[0]),
            0x92 => "NEWOBJ_EX asks to make an object" + OfClass(Pop(3)[0]),
            0x82 => $"EXT1 asks for number {_input.ReadByte()} of the extension registry",
            0x83 => $"EXT2 asks for number {_input.ReadUInt16()} of the extension registry",
            0x84 => $"EXT4 asks for number {_input.ReadInt32()} of the extension registry",
            (byte)'P' => $"PERSID asks for the outside object '{PickleInput.Printable(_input.ReadLine())}'",
            _ => $"found opcode 0x{opcode:x2}",
        };
        throw _input.Error($"{what}; {PickleCalls.OnlyTensors}");
    }

    static string OfClass(object? type) => type is PickleGlobal global ? $" of {global.Name}" : "";

    static string Quoted(string module, string name) => PickleInput.Printable($"{module}.{name}");

    void Push(object? value) => _stack.Add(value);

    object? Pop()
    {
        var value = Peek();
        _stack.RemoveAt(_stack.Count - 1);
        return value;
    }

    /// <summary>The last values, the oldest first.</summary>
    object?[] Pop(int count)
    {
        if (_stack.Count - Floor < count)
            throw Empty();
        object?[] values = [.. _stack[^count..]];
        _stack.RemoveRange(_stack.Count - count, count);
        return values;
    }

    object?[] PopToMark()
    {
        if (_marks.Count == 0)
            throw _input.Error("found the end of a bracket that was never opened; the file is damaged");
        var values = Pop(_stack.Count - Floor);
        _marks.RemoveAt(_marks.Count - 1);
        return values;
    }

    object? Peek() => _stack.Count > Floor ? _stack[^1] : throw Empty();

    /// <summary>Height of the stack that the innermost open bracket protects.</summary>
    int Floor => _marks.Count == 0 ? 0 : _marks[^1];

    WeightsFormatException Empty() => _input.Error("found an opcode whose operands are not there; the file is damaged");

    void Append(object?[] values)
    {
        if (Peek() is not List<object?> list)
            throw _input.Error($"asks to append to {PickleCalls.Describe(Peek())}, expected a list; {PickleCalls.OnlyTensors}");
        list.AddRange(values);
    }

    void SetItems(object?[] items)
    {
        if (Peek() is not PickleDictionary dictionary)
            throw _input.Error($"asks to set items of {PickleCalls.Describe(Peek())}, expected a dictionary; {PickleCalls.OnlyTensors}");
        if (items.Length % 2 != 0)
            throw _input.Error("found a dictionary's key without a value; the file is damaged");
        for (var i = 0; i < items.Length; i += 2)
            dictionary.Pairs.Add((items[i], items[i + 1]));
    }

    void Memoize(long index)
    {
        if (index >= MostOpcodes)
            throw _input.Error($"found memo number {index}, expected less than {MostOpcodes}; the file is damaged");
        while (_memo.Count <= index)
            _memo.Add(Unset.Value);
        _memo[(int)index] = Peek();
    }

    object? Recall(long index) =>
        index < _memo.Count && _memo[(int)index] is var value && value != Unset.Value
            ? value
            : throw _input.Error($"asks for memo number {index}, which was never stored; the file is damaged");

    void PushInteger(int length)
    {
        if (length is < 0 or > LongestInteger)
            throw _input.Error($"found an integer of {length} bytes, expected at most {LongestInteger}; the file is damaged");
        var value = new BigInteger(_input.ReadBytes(length));
        if (value >= long.MinValue && value <= long.MaxValue)
            Push((long)value);
        else
            Push(value);
    }

    /// <summary>Fills memo numbers that were skipped.</summary>
    static class Unset
    {
        public static readonly object Value = new();
    }
}
