using Google.Protobuf;

namespace TrainingDynamics.Text.Tests.Tokenization;

/// <summary>Writes small files in the format of SentencePiece.</summary>
static class SentencePieceFile
{
    const int Unigram = 1;

    public static byte[] Of((string Text, float Score)[] pieces, int unknownId, byte[]? characters = null)
    {
        using var bytes = new MemoryStream();
        using var output = new CodedOutputStream(bytes);
        foreach (var (text, score) in pieces)
        {
            Message(1, piece =>
            {
                piece.WriteTag(1, WireFormat.WireType.LengthDelimited);
                piece.WriteString(text);
                piece.WriteTag(2, WireFormat.WireType.Fixed32);
                piece.WriteFloat(score);
            });
        }

        Message(2, trainer =>
        {
            trainer.WriteTag(3, WireFormat.WireType.Varint);
            trainer.WriteEnum(Unigram);
            trainer.WriteTag(40, WireFormat.WireType.Varint);
            trainer.WriteInt32(unknownId);
        });
        Message(3, normalizer =>
        {
            normalizer.WriteTag(2, WireFormat.WireType.LengthDelimited);
            normalizer.WriteBytes(ByteString.CopyFrom(characters ?? []));
        });
        output.Flush();
        return bytes.ToArray();

        void Message(int field, Action<CodedOutputStream> write)
        {
            using var part = new MemoryStream();
            using (var inner = new CodedOutputStream(part, leaveOpen: true))
            {
                write(inner);
            }

            output.WriteTag(field, WireFormat.WireType.LengthDelimited);
            output.WriteBytes(ByteString.CopyFrom(part.ToArray()));
        }
    }
}
