using System.Net;
using System.Text;
using MqttDemo.TestKit.Processes;

namespace MqttDemo.TestKit.Faults;

/// <summary>How the nodes of a cluster are known to a program.</summary>
public enum ClusterName
{
    List,
    Host,
    Domain,
}

/// <summary>
/// A hosts file and a name server that know the nodes of a cluster, and programs that see those in place of the
/// machine's own.
/// </summary>
sealed class ClusterNames : IDisposable
{
    readonly TemporaryFolder folder = new();
    readonly ClusterName name;
    readonly int port;
    readonly string[] nodes;
    readonly ServiceServer server;

    /// <param name="name">By which name the programs know them.</param>
    /// <param name="port">On which each of them listens.</param>
    /// <param name="nodes">Their addresses, in their order.</param>
    public ClusterNames(ClusterName name, int port, params string[] nodes)
    {
        (this.name, this.port, this.nodes) = (name, port, nodes);
        Know(nodes);
        // Once: the second program would empty the file while the first reads it, and find no name server.
        folder.File("resolv.conf", $"nameserver {NameServer}\n");
        server = new(new IPEndPoint(NameServer, 53), [.. nodes.Select(
            (_, i) => ((ushort)(i + 1), (ushort)0, (ushort)port, $"n{i + 1}.nodes.test"))]);
    }

    /// <summary>From now on nobody says where the nodes are.</summary>
    public void Silence()
    {
        Know();
        server.IsSilent = true;
    }

    /// <summary>From now on the host has these addresses.</summary>
    public void Know(params string[] addresses)
    {
        var lines = addresses.Select((address, i) => $"{address} nodes.test n{i + 1}.nodes.test\n");
        // The same file, which is mounted, and never an empty one: a program may be reading it.
        using var hosts = File.Open(folder.File("hosts"), FileMode.OpenOrCreate);
        hosts.Write(Encoding.ASCII.GetBytes(string.Concat(lines)));
        hosts.SetLength(hosts.Position);
    }

    /// <summary>Starts a program that connects to them.</summary>
    public App Start(string program, params IEnumerable<string> args)
    {
        string[] broker = name switch
        {
            ClusterName.List => ["-b", string.Join(',', nodes.Select(
                node => $"{(node.Contains(':') ? $"[{node}]" : node)}:{port}"))],
            ClusterName.Host => ["-b", $"nodes.test:{port}"],
            _ => ["-b", "nodes.test", "-S"],
        };
        if (name == ClusterName.List)
        {
            return App.Start(program, [.. broker, .. args]);
        }

        var mounts = $"mount --bind {folder.File("hosts")} /etc/hosts"
            + $" && mount --bind {folder.File("resolv.conf")} /etc/resolv.conf";
        string[] shell = ["--mount", "sh", "-c", $"{mounts} && exec \"$0\" \"$@\""];
        return App.Start("unshare", [.. shell, program, .. broker, .. args]);
    }

    public void Dispose()
    {
        server.Dispose();
        folder.Dispose();
    }

    /// <summary>One for each port, all of which are on the port of name servers.</summary>
    IPAddress NameServer => IPAddress.Parse($"127.1.{port >> 8}.{port & 255}");
}
