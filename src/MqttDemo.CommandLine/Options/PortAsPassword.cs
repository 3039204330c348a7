using MqttDemo.CommandLine.Parsing;
using MqttDemo.Config;

namespace MqttDemo.CommandLine.Options;

/// <summary>
/// -P is the password, as in mosquitto, and elsewhere often the port: a number without a user was probably meant to be
/// one. It may be a password all the same, so only a broker that does not answer makes it worth a word.
/// </summary>
static class PortAsPassword
{
    /// <summary>What else to look at, if that is it; otherwise null.</summary>
    /// <param name="failure">Why the run has ended.</param>
    /// <param name="args">What was typed.</param>
    public static Sentence? Hint(MqttDemoException failure, Arguments args)
    {
        var isLikely = failure.Kind == FailureKind.Unreachable
            && !args.Has(Settings.Login.Username)
            && !args.Has(Settings.Broker.Port)
            && args.Values(Settings.Login.Password).Any(
                given => Settings.Broker.Port.Read((string)given.Value).Value is not null);
        if (!isLikely)
        {
            return null;
        }

        return $"{Settings.Login.Password.Named} is the password: a port goes with {Settings.Broker.Port.Named}";
    }
}
