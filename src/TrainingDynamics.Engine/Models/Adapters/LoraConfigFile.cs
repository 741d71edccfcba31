namespace TrainingDynamics.Engine.Models;

/// <summary>Reads and writes PEFT's <c>adapter_config.json</c>. What would change numbers and is not built is refused by name.</summary>
public static class LoraConfigFile
{
    /// <summary>The name that PEFT gives it.</summary>
    public const string Name = "adapter_config.json";

    // Read below, or without effect on the numbers of an adapter that is trained already.
    static readonly string[] Known =
    [
        "peft_type", "r", "lora_alpha", "lora_dropout", "use_rslora", "target_modules", "modules_to_save", "base_model_name_or_path", "fan_in_fan_out",
        "auto_mapping", "inference_mode", "init_lora_weights", "megatron_core", "peft_version", "qalora_group_size", "revision", "runtime_config", "task_type",
    ];

    // The others say how the base was changed when the adapter was begun, which no file has.
    static readonly string[] PlainInitials = ["true", "false", "gaussian", "orthogonal", "eva"];

    /// <summary>Reads an adapter's config.</summary>
    /// <exception cref="LoraConfigException">It is missing or malformed, or asks for what is not built.</exception>
    public static LoraConfig Read(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(RegularFile.ReadAllBytes(path, RegularFile.MostJsonBytes));
            var root = document.RootElement;
            foreach (var field in root.EnumerateObject())
            {
                Require(Known.Contains(field.Name) || IsNothing(field), path, field.Name, field.Value, "nothing, for td does not build it");
            }

            Require(Text(root, "peft_type") is "LORA", path, "peft_type", Field(root, "peft_type"), "LORA");
            var initial = Field(root, "init_lora_weights");
            Require(initial is not { } rule || PlainInitials.Contains(rule.ToString(), StringComparer.OrdinalIgnoreCase), path, "init_lora_weights", initial, "true, false, gaussian, orthogonal or eva");
            var config = new LoraConfig
            {
                Rank = Field(root, "r")?.GetInt32() ?? 8,
                Alpha = Field(root, "lora_alpha")?.GetDouble() ?? 8,
                Dropout = Field(root, "lora_dropout")?.GetDouble() ?? 0,
                IsRankStabilized = Field(root, "use_rslora")?.GetBoolean() ?? false,
                Targets = Field(root, "target_modules") is { ValueKind: JsonValueKind.Array } targets ? Texts(targets) : [],
                TargetPattern = Field(root, "target_modules") is { ValueKind: JsonValueKind.String } pattern ? pattern.GetString() : null,
                ModulesToSave = Field(root, "modules_to_save") is { } saved ? Texts(saved) : [],
                BaseModel = Text(root, "base_model_name_or_path"),
            };
            Require(config.Rank is >= 1 and <= 1 << 20, path, "r", Field(root, "r"), "a number from 1");
            Require(config.Alpha >= 0 && double.IsFinite(config.Alpha), path, "lora_alpha", Field(root, "lora_alpha"), "0 or more");
            Require(config.Dropout is >= 0 and < 1, path, "lora_dropout", Field(root, "lora_dropout"), "a probability in [0, 1)");
            return config;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LoraConfigException($"{path}: cannot be read: {e.Message}");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new LoraConfigException($"{path}: is no adapter's config: {e.Message.ReplaceLineEndings(" ")}");
        }
    }

    /// <summary>Writes a config that <c>PeftModel.from_pretrained</c> loads.</summary>
    /// <param name="lora">What to write.</param>
    /// <param name="inputsFirst">Whether the adapted weights lie as [inputs, outputs], as GPT-2's do.</param>
    /// <param name="path">The file, replaced whole.</param>
    public static void Write(LoraConfig lora, bool inputsFirst, string path)
    {
        ArgumentNullException.ThrowIfNull(lora);
        WholeFile.Write(path, stream =>
        {
            using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" });
            json.WriteStartObject();
            json.WriteString("base_model_name_or_path", lora.BaseModel);
            json.WriteString("bias", "none");
            json.WriteBoolean("fan_in_fan_out", inputsFirst);
            json.WriteBoolean("inference_mode", true);
            json.WriteBoolean("init_lora_weights", true);
            WriteNumber(json, "lora_alpha", lora.Alpha);
            WriteNumber(json, "lora_dropout", lora.Dropout);
            WriteTexts(json, "modules_to_save", lora.ModulesToSave);
            json.WriteString("peft_type", "LORA");
            json.WriteNumber("r", lora.Rank);
            if (lora.TargetPattern is { } pattern)
            {
                json.WriteString("target_modules", pattern);
            }
            else
            {
                WriteTexts(json, "target_modules", lora.Targets);
            }

            json.WriteString("task_type", "SEQ_CLS");
            json.WriteBoolean("use_dora", false);
            json.WriteBoolean("use_rslora", lora.IsRankStabilized);
            json.WriteEndObject();
        });
    }

    // PEFT's alpha is a whole number, and older versions of it take no other.
    static void WriteNumber(Utf8JsonWriter json, string name, double value)
    {
        if (value == Math.Floor(value) && value is >= 0 and < int.MaxValue)
        {
            json.WriteNumber(name, (int)value);
        }
        else
        {
            json.WriteNumber(name, value);
        }
    }

    static void WriteTexts(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    // What an option that is not used looks like; bias says so by a word.
    static bool IsNothing(JsonProperty field) => field.Value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.False => true,
        JsonValueKind.Object => !field.Value.EnumerateObject().Any(),
        JsonValueKind.Array => field.Value.GetArrayLength() == 0,
        JsonValueKind.String => field.Name == "bias" && field.Value.GetString() == "none",
        _ => false,
    };

    static void Require(bool holds, string path, string field, JsonElement? found, string expected)
    {
        if (!holds)
        {
            throw new LoraConfigException($"{path}: found {field} {found?.GetRawText() ?? "missing"}, expected {expected}");
        }
    }

    static string? Text(JsonElement root, string field) => Field(root, field)?.GetString();

    static string[] Texts(JsonElement list) => [.. list.EnumerateArray().Select(text => text.GetString() ?? "null")];

    static JsonElement? Field(JsonElement root, string field) =>
        root.TryGetProperty(field, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
