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
sealed class PickleMachine(PickleInput input, PickleCalls calls)
{
    // A tensor takes about 35 opcodes. The limits bound memory: an opcode allocates a few hundred bytes at most.
    const int MostOpcodes = 2_000_000;
    const int LongestInteger = 255;

    readonly PickleStack _stack = new(input, MostOpcodes);

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
            var opcode = input.ReadByte();
            if (opcode == '.')
            {
                return _stack.Pop();
            }

            Execute(opcode);
        }

        throw input.Error($"found more than {MostOpcodes} opcodes, more than any description of tensors needs");
    }

    void Execute(byte opcode)
    {
        switch (opcode)
        {
            case 0x80: // PROTO
                if (input.ReadByte() is var protocol and > 5)
                {
                    throw input.Error($"found pickle protocol {protocol}, expected at most 5");
                }

                break;
            case 0x95: // FRAME: a hint for buffering
                input.ReadLength();
                break;
            case (byte)'N':
                _stack.Push(null);
                break;
            case 0x88:
                _stack.Push(true);
                break;
            case 0x89:
                _stack.Push(false);
                break;
            case (byte)'K': // BININT1
                _stack.Push((long)input.ReadByte());
                break;
            case (byte)'M': // BININT2
                _stack.Push((long)input.ReadUInt16());
                break;
            case (byte)'J': // BININT
                _stack.Push((long)input.ReadInt32());
                break;
            case 0x8a: // LONG1
                PushInteger(input.ReadByte());
                break;
            case 0x8b: // LONG4
                PushInteger(input.ReadInt32());
                break;
            case (byte)'G': // BINFLOAT
                _stack.Push(input.ReadDouble());
                break;
            case 0x8c: // SHORT_BINUNICODE
            case (byte)'U': // SHORT_BINSTRING, from Python 2
                _stack.Push(input.ReadText(input.ReadByte()));
                break;
            case (byte)'X': // BINUNICODE
                _stack.Push(input.ReadText(input.ReadUInt32()));
                break;
            case (byte)'T': // BINSTRING, from Python 2
                _stack.Push(input.ReadText(input.ReadInt32()));
                break;
            case 0x8d: // BINUNICODE8
                _stack.Push(input.ReadText(input.ReadLength()));
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
                _stack.Mark();
                break;
            case (byte)'0': // POP
                _stack.Pop();
                break;
            case (byte)'1': // POP_MARK
                _stack.PopToMark();
                break;
            case (byte)'2': // DUP
                _stack.Push(_stack.Peek());
                break;
            case (byte)')':
                _stack.Push(Array.Empty<object?>());
                break;
            case 0x85 or 0x86 or 0x87: // TUPLE1 to TUPLE3
                _stack.Push(_stack.Pop(opcode - 0x84));
                break;
            case (byte)'t':
                _stack.Push(_stack.PopToMark());
                break;
            case (byte)']':
                _stack.Push(new List<object?>());
                break;
            case (byte)'l':
                _stack.Push(_stack.PopToMark().ToList());
                break;
            case (byte)'a': // APPEND
                Append(_stack.Pop(1));
                break;
            case (byte)'e': // APPENDS
                Append(_stack.PopToMark());
                break;
            case (byte)'}':
                _stack.Push(new PickleDictionary(isOrdered: false));
                break;
            case (byte)'d': // DICT
                var items = _stack.PopToMark();
                _stack.Push(new PickleDictionary(isOrdered: false));
                SetItems(items);
                break;
            case (byte)'s': // SETITEM
                SetItems(_stack.Pop(2));
                break;
            case (byte)'u': // SETITEMS
                SetItems(_stack.PopToMark());
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
                _stack.Memoize(input.ReadByte());
                break;
            case (byte)'r': // LONG_BINPUT
                _stack.Memoize(input.ReadUInt32());
                break;
            case 0x94: // MEMOIZE
                _stack.Memoize(_stack.NextMemo);
                break;
            case (byte)'h': // BINGET
                _stack.Push(_stack.Recall(input.ReadByte()));
                break;
            case (byte)'j': // LONG_BINGET
                _stack.Push(_stack.Recall(input.ReadUInt32()));
                break;
            case (byte)'c': // GLOBAL
                var module = input.ReadLine();
                _stack.Push(calls.Resolve(module, input.ReadLine()));
                break;
            case 0x93: // STACK_GLOBAL
                var names = _stack.Pop(2);
                if (names is not [string moduleName, string name])
                {
                    throw input.Error("found a global whose name is no text; the file is damaged or hostile");
                }

                _stack.Push(calls.Resolve(moduleName, name));
                break;
            case (byte)'R': // REDUCE
                var call = _stack.Pop(2);
                _stack.Push(calls.Call(call[0], call[1]));
                break;
            case (byte)'b': // BUILD
                var state = _stack.Pop();
                calls.SetState(_stack.Peek(), state);
                break;
            case (byte)'Q': // BINPERSID
                _stack.Push(calls.FindStorage(_stack.Pop()));
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
            (byte)'i' => $"INST asks for {Quoted(input.ReadLine(), input.ReadLine())}",
            (byte)'o' => "OBJ asks to make an object" + OfClass(_stack.PopToMark().FirstOrDefault()),
            0x81 => "NEWOBJ asks to make an object" + OfClass(_stack.Pop(2)[0]),
            0x92 => "NEWOBJ_EX asks to make an object" + OfClass(_stack.Pop(3)[0]),
            0x82 => $"EXT1 asks for number {input.ReadByte()} of the extension registry",
            0x83 => $"EXT2 asks for number {input.ReadUInt16()} of the extension registry",
            0x84 => $"EXT4 asks for number {input.ReadInt32()} of the extension registry",
            (byte)'P' => $"PERSID asks for the outside object '{PickleInput.Printable(input.ReadLine())}'",
            _ => $"found opcode 0x{opcode:x2}",
        };
        throw input.Error($"{what}; {PickleCalls.OnlyTensors}");
    }

    static string OfClass(object? type) => type is PickleGlobal global ? $" of {global.Name}" : "";

    static string Quoted(string module, string name) => PickleInput.Printable($"{module}.{name}");

    void Append(object?[] values)
    {
        var target = _stack.Peek();
        if (target is not List<object?> list)
        {
            throw input.Error($"asks to append to {PickleCalls.Describe(target)}, expected a list; {PickleCalls.OnlyTensors}");
        }

        list.AddRange(values);
    }

    void SetItems(object?[] items)
    {
        var target = _stack.Peek();
        if (target is not PickleDictionary dictionary)
        {
            throw input.Error($"asks to set items of {PickleCalls.Describe(target)}, expected a dictionary; {PickleCalls.OnlyTensors}");
        }

        if (items.Length % 2 != 0)
        {
            throw input.Error("found a dictionary's key without a value; the file is damaged");
        }

        for (var i = 0; i < items.Length; i += 2)
        {
            dictionary.Pairs.Add((items[i], items[i + 1]));
        }
    }

    void PushInteger(int length)
    {
        if (length is < 0 or > LongestInteger)
        {
            throw input.Error($"found an integer of {length} bytes, expected at most {LongestInteger}; the file is damaged");
        }

        var value = new BigInteger(input.ReadBytes(length));
        if (value >= long.MinValue && value <= long.MaxValue)
        {
            _stack.Push((long)value);
        }
        else
        {
            _stack.Push(value);
        }
    }
}
