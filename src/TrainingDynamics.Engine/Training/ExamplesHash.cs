using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace TrainingDynamics.Engine.Training;

/// <summary>
/// Tells whether two data sets have the same examples for a training, however they were chosen: by a list of guids, a column, a
/// rule about labels.
/// </summary>
static class ExamplesHash
{
    const int MissingText = -1; // instead of a length: no second text differs from an empty one

    /// <summary>SHA-256 of guid, text, second text and label of every example in order, 64 lower-case hex digits.</summary>
    public static string Of(Dataset data)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1024];
        foreach (var example in data.Examples)
        {
            Add(example.Guid);
            Add(example.Text);
            Add(example.TextPair);
            Add(!data.HasLabels ? null : data.IsRegression ? example.Gold.ToString("R", CultureInfo.InvariantCulture) : data.LabelNames[(int)example.Gold]);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());

        void Add(string? text)
        {
            var bytes = text is null ? 0 : Encoding.UTF8.GetByteCount(text);
            if (buffer.Length < sizeof(int) + bytes)
            {
                buffer = new byte[2 * (sizeof(int) + bytes)];
            }

            BinaryPrimitives.WriteInt32LittleEndian(buffer, text is null ? MissingText : bytes);
            Encoding.UTF8.GetBytes(text, buffer.AsSpan(sizeof(int)));
            hash.AppendData(buffer, 0, sizeof(int) + bytes);
        }
    }
}
