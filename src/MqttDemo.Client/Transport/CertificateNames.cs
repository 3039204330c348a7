using System.Globalization;
using System.Security.Cryptography.X509Certificates;

namespace MqttDemo.Client.Transport;

/// <summary>Whom a certificate is issued for.</summary>
static class CertificateNames
{
    /// <summary>More than these are counted only.</summary>
    const int MostShown = 4;

    /// <summary>
    /// Its host names and addresses; of one that has no such list, the name of its subject (RFC 9525, section 6).
    /// </summary>
    public static IReadOnlyList<string> Of(X509Certificate2 certificate)
    {
        var alternatives = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().ToArray();
        string[] names =
        [
            .. alternatives.SelectMany(list => list.EnumerateDnsNames()),
            .. alternatives.SelectMany(list => list.EnumerateIPAddresses()).Select(address => address.ToString()),
        ];
        return names.Length > 0
            || alternatives.Length > 0
            || CommonName(certificate.SubjectName) is not { Length: > 0 } subject
            ? names
            : [subject];
    }

    /// <summary>The names as a part of a sentence; null when there are none.</summary>
    public static string? List(IReadOnlyList<string> names) => names switch
    {
        [] => null,
        [var only] => only,
        { Count: <= MostShown } => $"{string.Join(", ", names.SkipLast(1))} and {names[^1]}",
        _ => $"{string.Join(", ", names.Take(MostShown))} and {names.Count - MostShown} others",
    };

    /// <summary>For the trace: whose it is, and until when.</summary>
    public static string Describe(X509Certificate2? certificate) => certificate is null
        ? "no certificate"
        : $"certificate of {List(Of(certificate)) ?? "nobody"}, by {Who(certificate.IssuerName)}, valid until "
            + $"{Day(certificate.NotAfter)}";

    /// <summary>An authority as a person would call it: its common name, or else all of its name.</summary>
    public static string Who(X500DistinguishedName name) =>
        $"'{(CommonName(name) is { Length: > 0 } common ? common : name.Name)}'";

    public static string Day(DateTime time) => time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    static string? CommonName(X500DistinguishedName name) => name.EnumerateRelativeDistinguishedNames()
        .Where(part => !part.HasMultipleElements && part.GetSingleElementType().Value == "2.5.4.3")
        .Select(part => part.GetSingleElementValue())
        .FirstOrDefault();
}
