using System.Text;
using Google.Protobuf;
using TrainingDynamics.Logs;

namespace TrainingDynamics.Text.Tokenization;

/// <summary>A file of SentencePiece, parsed with Google's protobuf library. Source: <c>sentencepiece_model.proto</c>.</summary>
/// <param name="Pieces">By id.</param>
/// <param name="IsUnigram">True where pieces are chosen by their scores; else they are merged from pairs.</param>
/// <param name="UnknownId">The id for characters without a piece.</param>
/// <param name="CharacterMap">The characters that are replaced first, see <see cref="Tokenization.CharacterMap"/>; empty: none.</param>
/// <param name="Source">The file.</param>
sealed record SentencePieceModel(
    IReadOnlyList<SentencePiece> Pieces, bool IsUnigram, int UnknownId, byte[] CharacterMap, string Source)
{
    const int Unigram = 1;

    static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static SentencePieceModel Read(string path)
    {
        try
        {
            return Parse(RegularFile.ReadAllBytes(path, RegularFile.MostTokenizerBytes), path);
        }
        catch (Exception exception) when (exception is InvalidProtocolBufferException or DecoderFallbackException or InvalidOperationException)
        {
            throw new VocabularyFormatException(
                path, null, $"found data that are no model of SentencePiece ({exception.Message.ReplaceLineEndings(" ")}); get the file again", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new VocabularyFormatException(
                path, null, $"expected a model of SentencePiece: {exception.Message.ReplaceLineEndings(" ")}", exception);
        }
    }

    static SentencePieceModel Parse(byte[] file, string path)
    {
        var pieces = new List<SentencePiece>();
        var (kind, unknown) = (Unigram, 0);
        byte[] map = [];
        Fields(
            file,
            (1, input => pieces.Add(Piece(input.ReadBytes().ToByteArray()))),
            (2, input => Fields(
                input.ReadBytes().ToByteArray(), (3, trainer => kind = trainer.ReadEnum()), (40, trainer => unknown = trainer.ReadInt32()))),
            (3, input => Fields(input.ReadBytes().ToByteArray(), (2, normalizer => map = normalizer.ReadBytes().ToByteArray()))));
        return (uint)unknown < pieces.Count
            ? new SentencePieceModel(pieces, kind == Unigram, unknown, map, path)
            : throw new VocabularyFormatException(path, null, $"found {pieces.Count} pieces, and the unknown one's id is {unknown}; get the file again");
    }

    static SentencePiece Piece(byte[] message)
    {
        var piece = new SentencePiece("", 0);
        Fields(
            message,
            (1, input => piece = piece with { Text = StrictUtf8.GetString(input.ReadBytes().Span) }),
            (2, input => piece = piece with { Score = input.ReadFloat() }));
        return double.IsFinite(piece.Score) ? piece : throw new InvalidOperationException($"the score of '{piece.Text}' is no number");
    }

    // Calls what reads a field's value; the other fields are passed over.
    static void Fields(byte[] message, params ReadOnlySpan<(int Field, Action<CodedInputStream> Read)> known)
    {
        using var input = new CodedInputStream(message);
        while (input.ReadTag() is not 0 and var tag)
        {
            var isKnown = false;
            foreach (var (field, read) in known)
            {
                if (field == WireFormat.GetTagFieldNumber(tag))
                {
                    read(input);
                    isKnown = true;
                }
            }

            if (!isKnown)
            {
                input.SkipLastField();
            }
        }
    }
}

/// <summary>A piece of text, with ▁ for a space.</summary>
/// <param name="Text">May be empty in a damaged file.</param>
/// <param name="Score">The logarithm of its probability; for a merged pair its negative rank.</param>
readonly record struct SentencePiece(string Text, double Score);
