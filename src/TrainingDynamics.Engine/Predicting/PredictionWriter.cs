using System.Text.Encodings.Web;

namespace TrainingDynamics.Engine.Predicting;

/// <summary>Writes predictions as JSON lines.</summary>
public static class PredictionWriter
{
    /// <summary>One prediction as a line: <c>guid</c> if the input has one, logits, probabilities and label, or a regression's <c>score</c>.</summary>
    public static void Write(Stream stream, Prediction prediction, IReadOnlyList<string> labels, bool isRegression, bool ids)
    {
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            if (prediction.Input.Guid is { } guid)
            {
                json.WritePropertyName("guid");
                json.WriteRawValue(guid);
            }

            json.WriteStartArray("logits");
            foreach (var logit in prediction.Logits)
            {
                json.WriteNumberValue(logit);
            }

            json.WriteEndArray();
            if (isRegression)
            {
                json.WriteNumber("score", prediction.Logits[0]);
            }
            else
            {
                json.WriteStartArray("probabilities");
                foreach (var probability in prediction.Probabilities())
                {
                    json.WriteNumberValue((float)probability);
                }

                json.WriteEndArray();
                json.WriteString("label", labels[prediction.Class]);
            }

            if (ids)
            {
                json.WriteStartArray("input_ids");
                foreach (var id in prediction.InputIds)
                {
                    json.WriteNumberValue(id);
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
    }
}
