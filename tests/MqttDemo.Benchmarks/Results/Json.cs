using System.Text.Json;
using System.Text.Json.Serialization;

namespace MqttDemo.Benchmarks.Results;

/// <summary>Figures for programs: every round, not only the medians.</summary>
static class Json
{
    static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new WantedInWords(), new FiniteOrNull() },
    };

    public static void Write(TextWriter output, Machine machine, IReadOnlyList<Figure> figures) =>
        output.WriteLine(JsonSerializer.Serialize(new { machine, figures }, Options));

    /// <summary>What was not measured, and a ratio to nothing, is null: JSON has no NaN.</summary>
    sealed class FiniteOrNull : JsonConverter<double>
    {
        public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
        {
            if (double.IsFinite(value))
            {
                writer.WriteNumberValue(value);
            }
            else
            {
                writer.WriteNullValue();
            }
        }
    }

    sealed class WantedInWords : JsonConverter<Wanted>
    {
        public override Wanted Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, Wanted value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());
    }
}
