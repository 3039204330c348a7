using System.Text.Json;
using System.Text.Json.Serialization;

namespace MqttDemo.Benchmarks.Results;

/// <summary>Figures for programs: every round, not only the medians.</summary>
static class Json
{
    static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new WantedInWords() },
    };

    public static void Write(TextWriter output, Machine machine, IReadOnlyList<Figure> figures) =>
        output.WriteLine(JsonSerializer.Serialize(new { machine, figures }, Options));

    sealed class WantedInWords : JsonConverter<Wanted>
    {
        public override Wanted Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, Wanted value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());
    }
}
