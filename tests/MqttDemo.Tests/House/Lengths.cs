using MqttDemo.Tests.Client;
using MqttDemo.Tests.Infra;
using Xunit.Runner.Common;
using Xunit.Sdk;
using Xunit.v3;

namespace MqttDemo.Tests.House;

/// <summary>Which tests <c>dotnet test</c> runs.</summary>
public sealed class Lengths
{
    [Theory]
    [InlineData(null, null, null, false)]
    [InlineData("CI", "true", null, true)]
    [InlineData("CI", "false", null, false)]
    [InlineData("MQTTDEMO_LONG", "1", null, true)]
    [InlineData(null, null, "/usr/sbin/mosquitto", true)]
    public void Long_tests_are_left_out_only_where_the_SDK_is_alone(
        string? variable, string? value, string? mosquitto, bool expected) =>
        Assert.Equal(expected, LongTests.AreWantedWith(name => name == variable ? value : null, mosquitto));

    [Fact]
    public async Task What_is_left_out_is_not_discovered_so_that_it_is_not_skipped_either()
    {
        var assembly = new XunitTestAssembly(typeof(Lengths).Assembly);

        var all = await FoundAsync(new XunitTestFrameworkDiscoverer(assembly));
        var others = await FoundAsync(new ShortTests(assembly));

        Assert.Contains(all, test => test.TestClassName == typeof(WaitingMemoryTests).FullName);
        Assert.Contains(all, test => test.TestClassName == typeof(BackoffTests).FullName && LongTests.Has(test));
        Assert.NotEmpty(others);
        Assert.Equal(all.Where(test => !LongTests.Has(test)).Select(Name), others.Select(Name));
    }

    static string? Name(ITestCase test) => test.TestMethodName;

    static async Task<List<ITestCase>> FoundAsync(XunitTestFrameworkDiscoverer discoverer)
    {
        await using var _ = discoverer;
        var found = new List<ITestCase>();
        await discoverer.Find(
            test =>
            {
                found.Add(test);
                return new(true);
            },
            TestFrameworkOptions.ForDiscovery(new TestAssemblyConfiguration()),
            [typeof(WaitingMemoryTests), typeof(BackoffTests)],
            TestContext.Current.CancellationToken);
        return found;
    }
}
