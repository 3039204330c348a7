using System.Reflection;
using MqttDemo.Tests.Infra;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestFramework(typeof(LongTestsFramework))]

namespace MqttDemo.Tests.Infra;

/// <summary>
/// xunit.net's framework, but where long tests are not wanted it does not discover them: a test or a class that is
/// marked with <c>[Trait("Length", "long")]</c>. So <c>dotnet test</c> takes minutes where only the SDK is installed,
/// and nothing is reported as skipped.
/// </summary>
sealed class LongTestsFramework : XunitTestFramework
{
    protected override ITestFrameworkDiscoverer CreateDiscoverer(Assembly assembly) =>
        LongTests.AreWanted ? base.CreateDiscoverer(assembly) : new ShortTests(Of(assembly));

    protected override ITestFrameworkExecutor CreateExecutor(Assembly assembly) =>
        LongTests.AreWanted ? base.CreateExecutor(assembly) : new ShortTestsExecutor(Of(assembly));

    static XunitTestAssembly Of(Assembly assembly) => new(assembly, null, assembly.GetName().Version);
}

/// <summary>Tests that are marked as long.</summary>
static class LongTests
{
    /// <summary>
    /// They are where something is checked (<c>CI=true</c>, as in <c>./build</c>), where they are asked for
    /// (<c>MQTTDEMO_LONG=1</c>), and where mosquitto is installed, as it is where somebody works on this.
    /// </summary>
    public static bool AreWanted { get; } =
        AreWantedWith(Environment.GetEnvironmentVariable, Executables.Find("mosquitto"));

    public static bool AreWantedWith(Func<string, string?> variable, string? mosquitto) =>
        variable("CI") == "true" || variable("MQTTDEMO_LONG") == "1" || mosquitto is not null;

    public static bool Has(ITestCase test) =>
        test.Traits.TryGetValue("Length", out var lengths) && lengths.Contains("long");
}

sealed class ShortTests(IXunitTestAssembly assembly) : XunitTestFrameworkDiscoverer(assembly)
{
    protected override ValueTask<bool> FindTestsForType(
        IXunitTestClass testClass,
        ITestFrameworkDiscoveryOptions discoveryOptions,
        Func<ITestCase, ValueTask<bool>> discoveryCallback) =>
        base.FindTestsForType(
            testClass, discoveryOptions, test => LongTests.Has(test) ? new(true) : discoveryCallback(test));
}

sealed class ShortTestsExecutor(IXunitTestAssembly assembly) : XunitTestFrameworkExecutor(assembly)
{
    protected override ITestFrameworkDiscoverer CreateDiscoverer() => new ShortTests(TestAssembly);
}
