namespace MqttDemo.Subscriber.Watching;

/// <summary>A topic and its last message.</summary>
/// <param name="Order">When it came for the first time, counted from 1: its place in the table.</param>
/// <param name="Topic">The topic, escaped for a terminal.</param>
/// <param name="Payload">The beginning of the last payload, escaped.</param>
/// <param name="Count">How many messages have come.</param>
/// <param name="At">When the last one came, in timestamps of the clock.</param>
readonly record struct WatchedTopic(long Order, string Topic, string Payload, long Count, long At);
