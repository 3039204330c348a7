using System.Security.Cryptography;
using System.Text;
using MqttDemo.Config;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Tests.Client;

/// <summary>
/// Enhanced authentication (MQTT 5, section 4.12) with SCRAM-SHA-256 (RFC 7677), against a broker that works it out by
/// itself.
/// </summary>
public sealed class ScramTests
{
    const int Iterations = 4096;
    static readonly byte[] Salt = [1, 2, 3, 4, 5, 6, 7, 8];

    [Theory]
    [InlineData("alice", "secret")]
    [InlineData("a=b,c", "p,=ss wörd")]
    public async Task The_password_is_proved_and_never_sent(string user, string password)
    {
        await using var harness = Start(user, password);
        var connection = await harness.Broker.AcceptAsync();
        var (connect, proof) = await ProveAsync(connection, password);
        await AcceptAsync(connection, proof);
        await using var session = await harness.Connecting;

        Assert.Equal((null, null, "SCRAM-SHA-256"), (connect.Username, connect.Password, connect.AuthenticationMethod));
        Assert.DoesNotContain(password, Encoding.UTF8.GetString(connect.AuthenticationData), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_password_is_refused_with_the_brokers_reason()
    {
        await using var harness = Start("alice", "wrong");
        var connection = await harness.Broker.AcceptAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => ProveAsync(connection, "secret"));
        await connection.SendAsync(new MqttConnAckPacket { ReasonCode = MqttConnectReasonCode.NotAuthorized });

        var failure = await Assert.ThrowsAsync<MqttDemoException>(() => harness.Connecting);
        Assert.Equal(
            (FailureKind.Refused, true), (
                failure.Kind, failure.Message.EndsWith(
                    "refused the connection: not authorized, user 'alice'", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_broker_that_does_not_know_the_password_is_not_trusted(bool sendsProof)
    {
        await using var harness = Start("alice", "secret");
        var connection = await harness.Broker.AcceptAsync();
        await ProveAsync(connection, "secret");
        await AcceptAsync(connection, sendsProof ? "v=" + Convert.ToBase64String(new byte[32]) : null);

        var failure = await Assert.ThrowsAsync<MqttDemoException>(() => harness.Connecting);
        Assert.Equal(
            (FailureKind.Refused, true),
            (
                failure.Kind,
                failure.Message.Contains("has not proved that it knows the password", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("r=NONCEmore,s=AQIDBAUGBwg=,i=1", "it asks for 1 iterations")]
    [InlineData("r=NONCEmore,s=AQIDBAUGBwg=,i=2147483647", "it asks for 2147483647 iterations")]
    [InlineData("r=other,s=AQIDBAUGBwg=,i=4096", "has not proved")]
    [InlineData("nonsense", "has not proved")]
    public async Task A_challenge_that_is_not_safe_to_answer_is_not_answered(string challenge, string reason)
    {
        await using var harness = Start("alice", "secret");
        var connection = await harness.Broker.AcceptAsync();
        var first = Encoding.UTF8.GetString((await connection.ReceiveAsync<MqttConnectPacket>()).AuthenticationData);
        await connection.SendAsync(
            Auth(
                challenge.Replace(
                    "NONCE", first[(first.IndexOf(",r=", StringComparison.Ordinal) + 3)..], StringComparison.Ordinal)));

        var failure = await Assert.ThrowsAsync<MqttDemoException>(() => harness.Connecting);
        Assert.Equal(FailureKind.Refused, failure.Kind);
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_password_that_SCRAM_does_not_allow_is_reported_as_ours()
    {
        await using var harness = Start("alice", "bell\a");

        var failure = await Assert.ThrowsAsync<MqttDemoException>(() => harness.Connecting);
        Assert.Equal(
            (FailureKind.Usage, "the password has a character that SCRAM-SHA-256 does not allow"),
            (failure.Kind, failure.Message));
    }

    [Fact]
    public async Task Any_other_method_is_sent_as_it_is_and_a_broker_that_wants_more_differs_from_one_that_refuses()
    {
        await using var harness = SessionHarness.Start(
            change: s => s with { Connect = new(AuthenticationMethod: "K8S", AuthenticationData: [1, 2]) });
        var connection = await harness.Broker.AcceptAsync();
        var connect = await connection.ReceiveAsync<MqttConnectPacket>();
        Assert.Equal("K8S", connect.AuthenticationMethod);
        Assert.Equal([1, 2], connect.AuthenticationData);
        await connection.SendAsync(
            new MqttAuthPacket
            {
                ReasonCode = MqttAuthenticateReasonCode.ContinueAuthentication,
                AuthenticationMethod = "K8S",
            });

        var failure = await Assert.ThrowsAsync<MqttDemoException>(() => harness.Connecting);
        Assert.Equal((FailureKind.Refused, "supported: SCRAM-SHA-256"), (failure.Kind, failure.Hint?.ToString()));
    }

    static SessionHarness Start(string user, string password) => SessionHarness.Start(
        change: s =>
            s with
            {
                Credentials = new(user, password),
                Connect = new(AuthenticationMethod: ConnectProperties.ScramSha256),
            });

    /// <summary>Plays the server's part up to the client's proof, which it checks; gives its own.</summary>
    static async Task<(MqttConnectPacket Connect, string Proof)> ProveAsync(
        ScriptedConnection connection, string password)
    {
        var connect = await connection.ReceiveAsync<MqttConnectPacket>();
        var clientFirst = Encoding.UTF8.GetString(connect.AuthenticationData);
        Assert.StartsWith("n,,n=", clientFirst, StringComparison.Ordinal);
        var clientFirstBare = clientFirst[3..];
        var nonce = clientFirstBare[(clientFirstBare.IndexOf(",r=", StringComparison.Ordinal) + 3)..];
        var serverFirst = $"r={nonce}more,s={Convert.ToBase64String(Salt)},i={Iterations}";
        await connection.SendAsync(Auth(serverFirst));

        var clientFinal = Encoding.UTF8.GetString((await connection.ReceiveAsync<MqttAuthPacket>()).AuthenticationData);
        var withoutProof = clientFinal[..clientFinal.IndexOf(",p=", StringComparison.Ordinal)];
        var message = Encoding.UTF8.GetBytes($"{clientFirstBare},{serverFirst},{withoutProof}");
        var salted = Rfc2898DeriveBytes.Pbkdf2(password, Salt, Iterations, HashAlgorithmName.SHA256, 32);
        var clientKey = HMACSHA256.HashData(salted, "Client Key"u8);
        var signature = HMACSHA256.HashData(SHA256.HashData(clientKey), message);
        var proof = Convert.FromBase64String(clientFinal[(withoutProof.Length + 3)..]);
        Assert.Equal(clientKey, proof.Zip(signature, (a, b) => (byte)(a ^ b)));
        return (
            connect,
            "v=" + Convert.ToBase64String(HMACSHA256.HashData(HMACSHA256.HashData(salted, "Server Key"u8), message)));
    }

    static Task AcceptAsync(ScriptedConnection connection, string? proof) => connection.SendAsync(new MqttConnAckPacket
    {
        AuthenticationMethod = ConnectProperties.ScramSha256,
        AuthenticationData = proof is null ? null : Encoding.UTF8.GetBytes(proof),
        MaximumQoS = MqttQualityOfServiceLevel.ExactlyOnce,
        RetainAvailable = true,
        SharedSubscriptionAvailable = true,
        SubscriptionIdentifiersAvailable = true,
        WildcardSubscriptionAvailable = true,
    });

    static MqttAuthPacket Auth(string data) => new()
    {
        ReasonCode = MqttAuthenticateReasonCode.ContinueAuthentication,
        AuthenticationMethod = ConnectProperties.ScramSha256,
        AuthenticationData = Encoding.UTF8.GetBytes(data),
    };
}
