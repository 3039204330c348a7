using System.Runtime.CompilerServices;
using Xunit.Sdk;
using Xunit.v3;

namespace MqttDemo.Tests.Infra;

/// <summary>
/// A proof that takes minutes. It is built with the tests, and discovered only with MQTTDEMO_PROOFS=1 in the
/// environment: where it is not wanted it is no skipped test either.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer(typeof(ProofDiscoverer))]
sealed class ProofAttribute(
    [CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
    : FactAttribute(sourceFilePath, sourceLineNumber);

/// <summary>The same for a proof with data.</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer(typeof(ProofTheoryDiscoverer))]
sealed class ProofTheoryAttribute(
    [CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
    : TheoryAttribute(sourceFilePath, sourceLineNumber);

sealed class ProofDiscoverer : IXunitTestCaseDiscoverer
{
    public static bool AreWanted { get; } = Environment.GetEnvironmentVariable("MQTTDEMO_PROOFS") == "1";

    readonly FactDiscoverer facts = new();

    public ValueTask<IReadOnlyCollection<IXunitTestCase>> Discover(
        ITestFrameworkDiscoveryOptions discoveryOptions, IXunitTestMethod testMethod, IFactAttribute factAttribute) =>
        AreWanted ? facts.Discover(discoveryOptions, testMethod, factAttribute) : new([]);
}

sealed class ProofTheoryDiscoverer : IXunitTestCaseDiscoverer
{
    readonly TheoryDiscoverer theories = new();

    public ValueTask<IReadOnlyCollection<IXunitTestCase>> Discover(
        ITestFrameworkDiscoveryOptions discoveryOptions, IXunitTestMethod testMethod, IFactAttribute factAttribute) =>
        ProofDiscoverer.AreWanted ? theories.Discover(discoveryOptions, testMethod, factAttribute) : new([]);
}
