using System.Net;

namespace MqttDemo.Config;

/// <summary>
/// The hosts that a proxy of the environment is not used for: this machine, and those of NO_PROXY as curl reads it.
/// Separated by commas or blanks: a name stands for itself and every name below it, with or without a leading dot; an
/// address may have a prefix length; * is everything.
/// </summary>
/// <param name="List">NO_PROXY, or null.</param>
public sealed record ProxyExceptions(string? List)
{
    /// <summary>This host is reached without the proxy.</summary>
    /// <param name="host">A name or an IP address.</param>
    public bool Covers(string host)
    {
        var name = host.TrimEnd('.');
        var address = IPAddress.TryParse(host, out var parsed) ? parsed : null;
        return ThisMachine.Is(host) || Entries.Any(entry => Matches(entry, name, address));
    }

    string[] Entries => (List ?? "").Split([',', ' ', '\t'], StringSplitOptions.RemoveEmptyEntries);

    static bool Matches(string entry, string name, IPAddress? address)
    {
        if (entry == "*")
        {
            return true;
        }

        var plain = entry.Trim('[', ']');
        if (address is not null)
        {
            return (IPAddress.TryParse(plain, out var one)
                && one.Equals(address)) || (IPNetwork.TryParse(plain, out var network) && network.Contains(address));
        }

        var suffix = entry.Trim('.');
        return suffix.Length > 0
            && name.EndsWith(suffix, StringComparison.OrdinalIgnoreCase)
            && (name.Length == suffix.Length || name[^(suffix.Length + 1)] == '.');
    }
}
