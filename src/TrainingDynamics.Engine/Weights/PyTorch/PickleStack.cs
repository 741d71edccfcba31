namespace TrainingDynamics.Engine.Weights.PyTorch;

/// <summary>The values that a pickle is working on: a stack with open brackets in it, and a memo of numbered values.</summary>
/// <param name="input">Gives errors their place.</param>
/// <param name="mostMemos">Memo numbers must be below; the memo grows up to the largest one that is used.</param>
sealed class PickleStack(PickleInput input, int mostMemos)
{
    const int MostMarks = 1_000;

    static readonly object Unset = new(); // fills memo numbers that were skipped

    readonly List<object?> _values = [];
    readonly List<int> _marks = [];
    readonly List<object?> _memo = [];

    /// <summary>The number that follows the largest one stored.</summary>
    public long NextMemo => _memo.Count;

    /// <summary>Height that the innermost open bracket protects.</summary>
    int Floor => _marks.Count == 0 ? 0 : _marks[^1];

    public void Push(object? value) => _values.Add(value);

    public object? Peek() => _values.Count > Floor ? _values[^1] : throw Empty();

    public object? Pop()
    {
        var value = Peek();
        _values.RemoveAt(_values.Count - 1);
        return value;
    }

    /// <summary>The last values, the oldest first.</summary>
    public object?[] Pop(int count)
    {
        if (_values.Count - Floor < count)
        {
            throw Empty();
        }

        object?[] values = [.. _values[^count..]];
        _values.RemoveRange(_values.Count - count, count);
        return values;
    }

    /// <summary>Opens a bracket.</summary>
    public void Mark()
    {
        if (_marks.Count == MostMarks)
        {
            throw input.Error($"found more than {MostMarks} open brackets, more than any description of tensors needs");
        }

        _marks.Add(_values.Count);
    }

    /// <summary>The values since the innermost bracket was opened, which is closed.</summary>
    public object?[] PopToMark()
    {
        if (_marks.Count == 0)
        {
            throw input.Error("found the end of a bracket that was never opened; the file is damaged");
        }

        var values = Pop(_values.Count - Floor);
        _marks.RemoveAt(_marks.Count - 1);
        return values;
    }

    /// <summary>Gives the last value a number.</summary>
    public void Memoize(long number)
    {
        if (number >= mostMemos)
        {
            throw input.Error($"found memo number {number}, expected less than {mostMemos}; the file is damaged");
        }

        while (_memo.Count <= number)
        {
            _memo.Add(Unset);
        }

        _memo[(int)number] = Peek();
    }

    public object? Recall(long number) =>
        number < _memo.Count && _memo[(int)number] is var value && value != Unset
            ? value
            : throw input.Error($"asks for memo number {number}, which was never stored; the file is damaged");

    WeightsFormatException Empty() => input.Error("found an opcode whose operands are not there; the file is damaged");
}
