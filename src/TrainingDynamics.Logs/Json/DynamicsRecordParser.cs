namespace TrainingDynamics.Logs;

/// <summary>
/// Parses one record of a dynamics file from its line of JSON: the one place that says what a record may look like and what
/// is wrong with one that does not.
/// </summary>
/// <param name="file">Its epoch is the one that the logits must have; its path stands in messages.</param>
/// <param name="line">Gives the 1-based line of the current record; only messages ask for it.</param>
sealed class DynamicsRecordParser(DynamicsFile file, Func<long> line)
{
    readonly byte[] _logitsKey = Encoding.UTF8.GetBytes(LogitsKey(file.Epoch));
    float[] _logits = new float[8];
    int _classes;
    ExampleGuid? _guid;
    string? _lastDevice;

    /// <summary>The record's guid.</summary>
    public ExampleGuid Guid => _guid ?? default;

    /// <summary>[C], finite; valid until the next record.</summary>
    public ReadOnlySpan<float> Logits => _logits.AsSpan(0, _classes);

    /// <summary>The class, in [0, C); −1 in a regression.</summary>
    public int Gold { get; private set; }

    /// <summary>The gold as it is written, finite: the label id, or the regression target.</summary>
    public double Score { get; private set; }

    /// <summary>Whether there is one logit.</summary>
    public bool IsRegression => _classes == 1;

    /// <summary>What computed the logits; null where the record does not say.</summary>
    public string? Device { get; private set; }

    /// <summary>The key of an epoch's logits.</summary>
    public static string LogitsKey(int epoch) => string.Create(CultureInfo.InvariantCulture, $"logits_epoch_{epoch}");

    /// <summary>An error at the record, which names the guid once it is known.</summary>
    public LogFormatException Error(string problem) => Error(problem, null);

    /// <summary>Takes a line without blanks around it.</summary>
    /// <exception cref="LogFormatException">As <see cref="DynamicsBlocks.Read"/> has it.</exception>
    public void Parse(ReadOnlySpan<byte> text)
    {
        _guid = null;
        _classes = 0;
        Device = null;
        Gold = -1;
        Score = double.NaN;
        try
        {
            var json = new Utf8JsonReader(text);
            json.Read();
            if (json.TokenType != JsonTokenType.StartObject)
            {
                throw Error("expected a JSON object with guid, logits and gold");
            }

            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                ParseProperty(ref json);
            }

            // Reading past the closing brace makes the parser refuse trailing text.
            json.Read();
        }
        catch (JsonException e)
        {
            throw Error(
                text.IndexOf("NaN"u8) >= 0 || text.IndexOf("Infinity"u8) >= 0
                    ? "a logit is not finite (NaN or Infinity); the run that wrote it had diverged"
                    : $"no JSON: {FirstSentence(e.Message)}",
                e);
        }
        catch (InvalidOperationException e)
        {
            throw Error("a key is not valid Unicode (invalid UTF-8 or half a surrogate pair)", e);
        }

        if (_guid is null)
        {
            throw Error("no guid");
        }

        if (_classes == 0)
        {
            throw Error($"no logits_epoch_{file.Epoch}; the file's name says epoch {file.Epoch}");
        }

        if (double.IsNaN(Score))
        {
            throw Error("no gold");
        }

        if (!IsRegression)
        {
            Gold = ClassOf(Score);
        }
    }

    void ParseProperty(ref Utf8JsonReader json)
    {
        if (json.ValueTextEquals(_logitsKey))
        {
            json.Read();
            ParseLogits(ref json);
        }
        else if (json.ValueTextEquals("guid"u8))
        {
            json.Read();
            ParseGuid(ref json);
        }
        else if (json.ValueTextEquals("gold"u8))
        {
            json.Read();
            if (!double.IsNaN(Score))
            {
                throw Error("gold is there twice");
            }

            Score = json.TokenType == JsonTokenType.Number && json.TryGetDouble(out var score) && double.IsFinite(score)
                ? score
                : throw Error($"gold is {TokenText(ref json)}, expected a label id or, beside a single logit, a regression target");
        }
        else if (json.ValueTextEquals("device"u8))
        {
            json.Read();
            ParseDevice(ref json);
        }
        else
        {
            json.Read();
            json.Skip();
        }
    }

    void ParseDevice(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.String)
        {
            json.Skip();
            return;
        }

        // Mostly the device of the record before; then its string is used again.
        try
        {
            _lastDevice = _lastDevice is not null && json.ValueTextEquals(_lastDevice) ? _lastDevice : json.GetString();
            Device = _lastDevice;
        }
        catch (InvalidOperationException)
        {
            // Invalid Unicode. Nothing is computed from it, so the record counts as one without a device.
        }
    }

    int ClassOf(double gold) => (gold >= 0 && double.IsInteger(gold), gold < _classes) switch
    {
        (true, true) => (int)gold,
        (true, false) => throw Error(string.Create(
            CultureInfo.InvariantCulture, $"gold is {gold}, but there are logits for {_classes} classes")),
        _ => throw Error(string.Create(
            CultureInfo.InvariantCulture, $"gold is {gold}, expected a label id, for there are {_classes} logits")),
    };

    void ParseGuid(ref Utf8JsonReader json)
    {
        if (_guid is not null)
        {
            throw Error("guid is there twice");
        }

        if (json.TokenType == JsonTokenType.String)
        {
            try
            {
                _guid = ExampleGuid.FromText(json.GetString()!);
            }
            catch (InvalidOperationException e)
            {
                throw Error("guid is not valid UTF-8", e);
            }
        }
        else
        {
            _guid = json.TokenType == JsonTokenType.Number && json.TryGetInt64(out var integer)
                ? ExampleGuid.FromInteger(integer)
                : throw Error($"guid is {TokenText(ref json)}, expected a 64-bit integer or a string");
        }
    }

    void ParseLogits(ref Utf8JsonReader json)
    {
        if (_classes > 0)
        {
            throw Error("the logits are there twice");
        }

        if (json.TokenType != JsonTokenType.StartArray)
        {
            throw Error($"the logits are {TokenText(ref json)}, expected an array of numbers");
        }

        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType != JsonTokenType.Number || !json.TryGetSingle(out var logit))
            {
                throw Error($"logit {_classes} is {TokenText(ref json)}, expected a number");
            }

            if (!float.IsFinite(logit))
            {
                throw Error($"logit {_classes} is {TokenText(ref json)}, which is no finite float32");
            }

            if (_classes == _logits.Length)
            {
                Array.Resize(ref _logits, 2 * _logits.Length);
            }

            _logits[_classes++] = logit;
        }

        if (_classes == 0)
        {
            throw Error("the logits are empty");
        }
    }

    static string TokenText(ref Utf8JsonReader json) => json.TokenType switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        _ => Encoding.UTF8.GetString(json.ValueSpan.Length <= 40 ? json.ValueSpan : json.ValueSpan[..40]),
    };

    static string FirstSentence(string message)
    {
        var end = message.IndexOf(". ", StringComparison.Ordinal);
        return end < 0 ? message : message[..end];
    }

    LogFormatException Error(string problem, Exception? inner) =>
        new(file.Path, line(), _guid is { } guid ? $"guid {guid}: {problem}" : problem, inner);
}
