using System.Text;
using Google.Protobuf;
using TrainingDynamics.Logs;

namespace TrainingDynamics.Text.Tokenization;

/// <summary>A file of SentencePiece, which Google's library of its format takes apart. Source: <c>sentencepiece_model.proto</c>.</summary>
/// <param name="Pieces">By id.</param>
/// <param name="IsUnigram">Whether pieces are chosen by their scores; else they are merged from pairs.</param>
/// <param name="UnknownId">Stands for a character that no piece has.</param>
/// <param name="CharacterMap">The characters that are replaced first, see <see cref="Tokenization.CharacterMap"/>; empty: none.</param>
/// <param name="Source">The file.</param>
sealed record SentencePieceModel(
    IReadOnlyList<SentencePiece> Pieces, bool IsUnigram, int UnknownId, byte[] CharacterMap, string Source)
{
    const int Unigram = 1;

    static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads the file.</summary>
    /// <exception cref="VocabularyFormatException">It is missing or malformed.</exception>
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
        Fields(file, (field, input) =>
        {
            switch (field)
            {
                case 1:
                    pieces.Add(Piece(input.ReadBytes().ToByteArray()));
                    break;
                case 2:
                    Fields(input.ReadBytes().ToByteArray(), (inner, trainer) =>
                    {
                        switch (inner)
                        {
                            case 3:
                                kind = trainer.ReadEnum();
                                break;
                            case 40:
                                unknown = trainer.ReadInt32();
                                break;
                            default:
                                trainer.SkipLastField();
                                break;
                        }
                    });
                    break;
                case 3:
                    Fields(input.ReadBytes().ToByteArray(), (inner, normalizer) =>
                    {
                        if (inner == 2)
                        {
                            map = normalizer.ReadBytes().ToByteArray();
                        }
                        else
                        {
                            normalizer.SkipLastField();
                        }
                    });
                    break;
                default:
                    input.SkipLastField();
                    break;
            }
        });
        return (uint)unknown < pieces.Count
            ? new SentencePieceModel(pieces, kind == Unigram, unknown, map, path)
            : throw new VocabularyFormatException(path, null, $"found {pieces.Count} pieces, and the unknown one's id is {unknown}; get the file again");
    }

    static SentencePiece Piece(byte[] message)
    {
        var piece = new SentencePiece("", 0);
        Fields(message, (field, input) =>
        {
            switch (field)
            {
                case 1:
                    piece = piece with { Text = StrictUtf8.GetString(input.ReadBytes().Span) };
                    break;
                case 2:
                    piece = piece with { Score = input.ReadFloat() };
                    break;
                default:
                    input.SkipLastField();
                    break;
            }
        });
        return double.IsFinite(piece.Score) ? piece : throw new InvalidOperationException($"the score of '{piece.Text}' is no number");
    }

    static void Fields(byte[] message, Action<int, CodedInputStream> read)
    {
        using var input = new CodedInputStream(message);
        while (input.ReadTag() is not 0 and var tag)
        {
            read(WireFormat.GetTagFieldNumber(tag), input);
        }
    }
}

/// <summary>A piece of text, with ▁ for a space.</summary>
/// <param name="Text">May be empty in a damaged file.</param>
/// <param name="Score">The logarithm of its probability, or of a merged pair the negative rank.</param>
readonly record struct SentencePiece(string Text, double Score);
