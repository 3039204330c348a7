using MqttDemo.Config;

namespace MqttDemo.Client.Session;

/// <summary>One of the brokers to connect to, and what is known of it.</summary>
/// <param name="Address">Where it is, as it was given.</param>
/// <param name="Versions">What it speaks.</param>
sealed record KnownBroker(BrokerAddress Address, VersionAgreement Versions);
