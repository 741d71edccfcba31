namespace TrainingDynamics.Text.Batching;

/// <summary>Sorting of example indices by length, the step that training and recording plans share.</summary>
static class LengthSort
{
    /// <summary>Shortest first; equal lengths keep their order, so that the result does not depend on the sort.</summary>
    public static void Sort(Span<int> indices, ReadOnlySpan<int> lengths)
    {
        var keys = new long[indices.Length];
        for (var i = 0; i < keys.Length; i++)
        {
            keys[i] = ((long)lengths[indices[i]] << 32) | (uint)i;
        }

        var sorted = indices.ToArray();
        Array.Sort(keys, sorted);
        sorted.CopyTo(indices);
    }
}
