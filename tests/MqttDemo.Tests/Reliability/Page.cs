using System.Reflection;
using System.Text.RegularExpressions;

namespace MqttDemo.Tests.Reliability;

/// <summary>docs/reliability.md promises nothing without a test, and the tests of the matrix stand there.</summary>
public sealed partial class Page
{
    static readonly MethodInfo[] Tests =
        [
            .. typeof(Page).Assembly.GetTypes().SelectMany(type => type.GetMethods()).Where(
                method => method.GetCustomAttributes<FactAttribute>().Any())];

    [Fact]
    public async Task Every_test_that_it_names_exists()
    {
        var page = await TextAsync();
        var named = Names().Matches(page).Select(match => match.Groups[1].Value).ToList();

        Assert.InRange(named.Count, 50, 1_000);
        Assert.Empty(named.Except(Tests.Select(NameOf)));
    }

    [Theory]
    [InlineData("access rules (ACL)")]
    [InlineData("What is in a pipe between two programs")]
    [InlineData("`fsync`")]
    [InlineData("QoS 0 for a subscriber that is away")]
    [InlineData("What the embedded broker does not keep")]
    public async Task What_no_client_can_promise_is_written_down(string what)
    {
        var page = await TextAsync();
        Assert.Contains(
            what, page[page.IndexOf("## What is not promised", StringComparison.Ordinal)..], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_promise_stands_beside_the_name_of_a_test()
    {
        var lines = (await TextAsync()).Split('\n').SkipWhile(line => line != "## Publisher").Where(
            line => line.StartsWith("| ", StringComparison.Ordinal));

        Assert.All(
            lines.Where(
                line => !line.StartsWith("| promise", StringComparison.Ordinal)
                    && !line.StartsWith("| broker", StringComparison.Ordinal)),
            line => Assert.Matches("`(On)?[A-Z][A-Za-z0-9]+", line));
    }

    [Fact]
    public async Task The_README_leads_to_it() =>
        Assert.Contains(
            "(docs/reliability.md)",
            await File.ReadAllTextAsync(
                Path.Combine(Executables.Repository, "README.md"), TestContext.Current.CancellationToken),
            StringComparison.Ordinal);

    static string NameOf(MethodInfo method) => $"{method.DeclaringType!.Name}.{method.Name}";

    static Task<string> TextAsync() =>
        File.ReadAllTextAsync(
            Path.Combine(Executables.Repository, "docs", "reliability.md"), TestContext.Current.CancellationToken);

    [GeneratedRegex(@"`([A-Z]\w+\.[A-Za-z]\w*_\w+)`")]
    private static partial Regex Names();
}
