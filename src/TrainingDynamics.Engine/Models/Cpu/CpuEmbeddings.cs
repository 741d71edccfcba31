using System.Runtime.Intrinsics;

namespace TrainingDynamics.Engine.Models.Cpu;

/// <summary>
/// <see cref="Embeddings"/> once more, forward and backward, for packed tokens. Backward adds the rows that a batch has to the
/// tables' gradients, where autograd makes a gradient of a whole table for each.
/// </summary>
sealed unsafe class CpuEmbeddings
{
    readonly ModelConfig _config;
    readonly int _width;
    readonly NormKernel _norm;
    readonly (IntPtr Value, IntPtr Gradient) _words, _positions, _types, _weight, _bias; // 0: types of a family without any, gradient of a table that is not trained
    readonly IntPtr _zeros; // [E]
    (int[] Words, int[] Positions, int[] Types, NormKernel.Trace Norm) _trace;

    public CpuEmbeddings(ModelConfig config, EmbeddingNames names, CpuParameters parameters, CpuArena lasting)
    {
        _config = config;
        _width = config.EmbeddingSize;
        _words = Both(names.Word);
        _positions = Both(names.Position);
        _types = parameters.Has(names.TokenType) ? Both(names.TokenType) : default;
        _weight = Both($"{names.Norm}.weight");
        _bias = Both($"{names.Norm}.bias");
        _zeros = (IntPtr)lasting.Floats(_width);
        new Span<float>((void*)_zeros, _width).Clear();
        _norm = new NormKernel(_width, _zeros, _weight.Value, _bias.Value, (float)config.LayerNormEpsilon);

        (IntPtr, IntPtr) Both(string name) => (parameters.Value(name), parameters.Gradient(name));
    }

    /// <summary>inputIds, typeIds, positionIds: as of <see cref="Embeddings.Forward"/>; y: [N, E], is written.</summary>
    public void Forward(CpuArena arena, Packing packing, Tensor inputIds, Tensor? typeIds, Tensor? positionIds, float* y)
    {
        var words = Pack(packing, inputIds, _config.VocabularySize);
        var types = _types.Value == 0 || _config.TypeVocabularySize == 1 || typeIds is null ? new int[packing.Tokens] : Pack(packing, typeIds, _config.TypeVocabularySize);
        var positions = positionIds is null ? Count(packing) : Pack(packing, positionIds, _config.MaxPositions);
        var sum = arena.Floats((long)packing.Tokens * _width); // [N, E]
        CpuThreads.For(packing.Tokens, CpuLayer.LeastElements / _width + 1, (from, to, _) =>
        {
            for (var n = from; n < to; n++)
            {
                var row = sum + (long)n * _width;
                var word = (float*)_words.Value + (long)words[n] * _width;
                var position = (float*)_positions.Value + (long)positions[n] * _width;
                var type = _types.Value == 0 ? (float*)_zeros : (float*)_types.Value + (long)types[n] * _width;
                for (var i = 0; i < _width; i += 8)
                {
                    (Vector256.Load(word + i) + Vector256.Load(type + i) + Vector256.Load(position + i)).Store(row + i);
                }
            }
        });
        _trace = (words, positions, types, _norm.Forward(arena, sum, (float*)_zeros, 0, y, packing.Tokens, default));
    }

    /// <summary>Adds the gradients of tables and norm to theirs. dy: [N, E], is overwritten.</summary>
    public void Backward(CpuArena arena, float* dy)
    {
        var (words, positions, types, norm) = _trace;
        var sums = arena.Floats(_width); // [E]
        var d = arena.Floats((long)words.Length * _width); // [N, E]
        new Span<float>(sums, _width).Clear();
        _norm.Backward(arena, norm, dy, d, dy, words.Length, sums, (float*)_weight.Gradient, (float*)_bias.Gradient);

        // Each thread has its own columns, so no two add to one place, and they add in the order of the tokens.
        CpuThreads.For(_width / 8, 1, (from, to, _) =>
        {
            var (first, count) = (from * 8, (to - from) * 8);
            for (var n = 0; n < words.Length; n++)
            {
                var row = d + (long)n * _width + first;
                Add((float*)_words.Gradient + (long)words[n] * _width + first, row, count);
                if (_positions.Gradient != 0)
                {
                    Add((float*)_positions.Gradient + (long)positions[n] * _width + first, row, count);
                }

                if (_types.Gradient != 0)
                {
                    Add((float*)_types.Gradient + (long)types[n] * _width + first, row, count);
                }
            }
        });
    }

    static void Add(float* to, float* row, int count)
    {
        for (var i = 0; i < count; i += 8)
        {
            (Vector256.Load(to + i) + Vector256.Load(row + i)).Store(to + i);
        }
    }

    // Ids out of range are refused here: a kernel would read past the table.
    static int[] Pack(Packing packing, Tensor ids, int rows)
    {
        var values = MemoryMarshal.Cast<byte, long>(ids.bytes); // [B, T]
        var packed = new int[packing.Tokens];
        for (var b = 0; b < packing.Examples; b++)
        {
            for (var t = 0; t < packing.Count(b); t++)
            {
                var id = values[b * packing.Length + t];
                if (id < 0 || id >= rows)
                {
                    throw new ArgumentOutOfRangeException(nameof(ids), id, $"found an id of {id}, expected 0 to {rows - 1}");
                }

                packed[packing.Starts[b] + t] = (int)id;
            }
        }

        return packed;
    }

    static int[] Count(Packing packing)
    {
        var positions = new int[packing.Tokens];
        for (var b = 0; b < packing.Examples; b++)
        {
            for (var t = 0; t < packing.Count(b); t++)
            {
                positions[packing.Starts[b] + t] = t;
            }
        }

        return positions;
    }
}
