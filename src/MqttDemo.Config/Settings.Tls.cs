using System.Collections.Immutable;

namespace MqttDemo.Config;

public static partial class Settings
{
    /// <summary>
    /// Encryption and certificates. Who says how to encrypt says to encrypt, whatever a lower source says.
    /// </summary>
    public static class Tls
    {
        /// <summary>Connect over TLS.</summary>
        public static Setting<bool?> On { get; } = new("tls", SettingTypes.Flag)
        {
            Options = ["--tls"],
            Summary = "Connect over TLS.",
            Off = "--no-tls",
            Places = Places(
                "Connect over TLS (default: with mqtts:// or wss://, port 8883 or any option below); the authorities "
                + "of the system are trusted."),
            OffHelp = "Never use TLS, even if config.json, the port or an option below asks for it.",
            DefaultText = "with `mqtts://`, `wss://`, port 8883 or an option of TLS",
        };

        /// <summary>A PEM file with the certificate authorities to trust.</summary>
        public static Setting<string?> CaFile { get; } = new("caFile", SettingTypes.File)
        {
            Options = ["--cafile"],
            Summary = "Trust the authorities in this PEM file.",
            Places = Places("Trust the authorities in this PEM file instead; its revocation lists are honoured."),
            DefaultText = "the authorities of the system",
            Implies = On,
        };

        /// <summary>A folder with such files.</summary>
        public static Setting<string?> CaPath { get; } = new("caPath", SettingTypes.Folder)
        {
            Options = ["--capath"],
            Places = Places("The same with the .pem, .crt and .cer files in a folder, and with OpenSSL's links."),
            Implies = On,
        };

        /// <summary>Trust the authorities of the system besides those.</summary>
        public static Setting<bool?> UseOsCerts { get; } = new("tlsUseOsCerts", SettingTypes.Flag)
        {
            Options = ["--tls-use-os-certs"],
            Places = Places("Trust the authorities of the system even with --cafile or --capath."),
            DefaultText = "false",
            Implies = On,
        };

        /// <summary>A PEM file with our own certificate.</summary>
        public static Setting<string?> Certificate { get; } = new("cert", SettingTypes.File)
        {
            Options = ["--cert"],
            Places = Places("The client certificate to present, a PEM file."),
            Implies = On,
        };

        /// <summary>A PEM file with the private key of our certificate.</summary>
        public static Setting<string?> Key { get; } = new("key", SettingTypes.File)
        {
            Options = ["--key"],
            Places = Places("The private key of --cert, if it is not in the same file."),
            Implies = On,
        };

        /// <summary>A PKCS #12 file with our own certificate and its key: they come in one file or in two.</summary>
        public static Setting<string?> Pfx { get; } = new("pfx", SettingTypes.File)
        {
            Options = ["--pfx"],
            Places = Places("Certificate and key in one PKCS #12 file."),
            Excludes = [Certificate, Key],
            Implies = On,
        };

        /// <summary>A file whose first line is the passphrase of the key.</summary>
        public static Setting<string?> KeyPasswordFile { get; } = new("keyPasswordFile", SettingTypes.File)
        {
            Options = ["--key-password-file"],
            Places = Places("A file whose first line is the passphrase of the key or of --pfx."),
        };

        /// <summary>The name to ask for, and to look for in the certificate.</summary>
        public static Setting<string?> ServerName { get; } = new(
            "serverName", SettingTypes.Text("a host name", "name") with { Pattern = SettingPatterns.Something })
        {
            Options = ["--servername"],
            Places = Places("Ask for this name, and look for it in the certificate, instead of the host."),
            DefaultText = "the host",
            Implies = On,
        };

        /// <summary>SHA-256 of the public keys of which the broker's must be one.</summary>
        public static Setting<IReadOnlyList<string>?> Pin { get; } = new(
            "pin", SettingTypes.Texts("sha256/BASE64", "sha256/base64") with { Pattern = SettingPatterns.Pin })
        {
            Options = ["--pin"],
            Places = Places(
                "Accept only a broker with this public key; can be given many times. With --insecure nothing else is "
                + "checked."),
            DefaultText = "any key",
            Implies = On,
        };

        /// <summary>The oldest version of TLS to take.</summary>
        public static Setting<string?> Version { get; } = new(
            "tlsVersion",
            SettingTypes.Text("tlsv1.2 or tlsv1.3", "version") with
            {
                Pattern = SettingPatterns.TlsVersion,
                FrequentValues = ["tlsv1.2", "tlsv1.3"],
            })
        {
            Options = ["--tls-version"],
            Places = Places("The oldest version of TLS to accept: tlsv1.2 (default) or tlsv1.3."),
            DefaultText = "tlsv1.2",
            Implies = On,
        };

        /// <summary>The only cipher suites to offer.</summary>
        public static Setting<string?> Ciphers { get; } = new(
            "ciphers", SettingTypes.Text("names of cipher suites, separated by colons", "names"))
        {
            Options = ["--ciphers"],
            Places = Places("Offer only these cipher suites: names of OpenSSL or IANA, separated by colons."),
            DefaultText = "those of the system",
            Implies = On,
        };

        /// <summary>The protocols to offer with ALPN.</summary>
        public static Setting<string?> Alpn { get; } = new(
            "tlsAlpn",
            SettingTypes.Text("names of protocols, separated by commas", "names") with
            {
                Pattern = SettingPatterns.Names,
            })
        {
            Options = ["--tls-alpn"],
            Places = Places("Offer these protocols with ALPN, separated by commas."),
            DefaultText = "none",
            Implies = On,
        };

        /// <summary>A file to append the secrets of the connections to.</summary>
        public static Setting<string?> KeyLog { get; } = new("tlsKeylog", SettingTypes.NewFile)
        {
            Options = ["--tls-keylog"],
            Places = Places("Append the secrets of the connection to this file, for Wireshark."),
            Implies = On,
        };

        /// <summary>Accept any certificate.</summary>
        public static Setting<bool?> Insecure { get; } = new("insecure", SettingTypes.Flag)
        {
            Options = ["--insecure"],
            Places = Places("Accept any certificate: for tests only."),
            DefaultText = "false",
            Implies = On,
        };

        internal static ImmutableArray<Setting> All { get; } =
        [
            On, CaFile, CaPath, UseOsCerts, Certificate, Key, Pfx, KeyPasswordFile, ServerName, Pin, Version, Ciphers,
            Alpn, KeyLog, Insecure,
        ];

        static ImmutableArray<SettingPlace> Places(string help) => SettingPlace.Everywhere(SettingGroup.Tls, help);
    }
}
