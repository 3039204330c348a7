using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace MqttDemo.Tests.Packages;

/// <summary>A folder with packages as a release has them, whose programs are scripts that say their version.</summary>
sealed class SmallPackages : IDisposable
{
    readonly TemporaryFolder folder = new();

    public string Path => folder.Path;

    /// <summary>A program of a package; what it does is up to the test.</summary>
    public static string Saying(string version) => $"#!/bin/sh\necho {version}\n";

    public void Add(string version, string system, string? program = null, string[]? documents = null)
    {
        using var made = new TemporaryFolder();
        foreach (var name in documents ?? Documents)
        {
            Write(name, "text", UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        foreach (var name in (string[])["publisher", "subscriber"])
        {
            Write(name, program ?? Saying(version), (UnixFileMode)0b111_101_101);
        }

        using (var file = File.Create(System.IO.Path.Combine(Path, $"mqttdemo-{version}-{system}.tar.gz")))
        using (var packed = new GZipStream(file, CompressionLevel.Fastest))
        {
            TarFile.CreateFromDirectory(made.Path, packed, includeBaseDirectory: false);
        }

        WriteSums();

        void Write(string name, string text, UnixFileMode mode)
        {
            var path = made.File($"mqttdemo-{version}-{system}/{name}");
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text);
            File.SetUnixFileMode(path, mode);
        }
    }

    /// <summary>Other bytes than SHA256SUMS says.</summary>
    public void Damage()
    {
        foreach (var package in Directory.GetFiles(Path, "*.tar.gz"))
        {
            File.AppendAllText(package, "x");
        }
    }

    public void Dispose() => folder.Dispose();

    public static readonly string[] Documents =
    [
        "LICENSE", "README.md", "NOTICES-DOTNET.txt", "config.schema.json", "man/man1/publisher.1",
        "man/man1/subscriber.1", "man/man5/mqttdemo-config.5", "completions/publisher.bash", "completions/_publisher",
        "completions/publisher.fish", "completions/subscriber.bash", "completions/_subscriber",
        "completions/subscriber.fish",
    ];

    void WriteSums()
    {
        var sums = new StringBuilder();
        foreach (var package in Directory.GetFiles(Path, "*.tar.gz").Order(StringComparer.Ordinal))
        {
            var sum = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(package)));
            sums.Append($"{sum}  {System.IO.Path.GetFileName(package)}\n");
        }

        folder.File("SHA256SUMS", sums.ToString());
    }
}
