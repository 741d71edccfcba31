using System.Buffers;

namespace TrainingDynamics.Logs;

/// <summary>A dynamics file as JSON lines.</summary>
sealed class JsonRecordFile(string path, int epoch, bool isHeld) : RecordFile(path, isHeld)
{
    const int BufferBytes = 1 << 16;

    readonly ArrayBufferWriter<byte> _text = new(2 * BufferBytes);
    DynamicsRecordFormat _format = new(epoch, null);
    string? _device;

    public override void Append(ExampleGuid guid, ReadOnlySpan<float> logits, double gold, string? device)
    {
        if (device != _device)
        {
            _device = device;
            _format = new DynamicsRecordFormat(epoch, device);
        }

        _format.Append(_text, guid, logits, gold);
        if (_text.WrittenCount >= BufferBytes)
        {
            WriteRest();
        }
    }

    private protected override void WriteRest()
    {
        Stream.Write(_text.WrittenSpan);
        _text.ResetWrittenCount();
    }
}
