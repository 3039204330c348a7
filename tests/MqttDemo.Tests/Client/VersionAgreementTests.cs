using CsCheck;
using MqttDemo.Client.Session;
using MqttDemo.Config;

namespace MqttDemo.Tests.Client;

/// <summary>Which version of MQTT a broker is taken to speak, after any answers.</summary>
public sealed class VersionAgreementTests
{
    [Theory]
    [InlineData("5+", "5")]
    [InlineData("5x 5+", "5")]
    [InlineData("5x 5x 3+ 5+", "5")]
    [InlineData("5x 5x 3+ 5x 3+", "3")]
    [InlineData("5r 3+", "3")]
    [InlineData("5x 5r 3+", "3")]
    [InlineData("5x 5x 3+ 5r 3+", "3")]
    [InlineData("5s 3+", "5")]
    [InlineData("5s 3+ 5+", "5")]
    [InlineData("5s 3+ 5s 3+", "3")]
    [InlineData("5s 3+ 5x 3+", "3")]
    [InlineData("5x 5x 3x", "5")]
    [InlineData("5x 5x 3-", "5")]
    [InlineData("5+ 5x 5x 5x", "5")]
    [InlineData("5+ 5r 3+", "3")]
    [InlineData("5r 3+ 3-", "3")]
    [InlineData("5r 3+ 3x", "5")]
    public void What_comes_next_follows_from_what_was_answered(string answers, string next)
    {
        var agreement = new VersionAgreement(null);
        foreach (var answer in answers.Split(' '))
        {
            Assert.Equal(answer[0], Letter(agreement.Next));
            Answer(agreement, answer[1]);
        }

        Assert.Equal(next[0], Letter(agreement.Next));
    }

    [Fact]
    public void Of_the_attempts_that_are_made_only_3_1_1_after_two_closings_is_a_trial()
    {
        var agreement = new VersionAgreement(null);
        Assert.False(agreement.IsTrial);
        Answer(agreement, 'x');
        Assert.False(agreement.IsTrial);
        Answer(agreement, 'x');
        Assert.True(agreement.IsTrial);
        Answer(agreement, '+');
        Assert.False(agreement.IsTrial);
        Answer(agreement, 'x');
        Assert.False(agreement.IsTrial);
    }

    [Theory]
    [InlineData(ProtocolVersion.Mqtt5)]
    [InlineData(ProtocolVersion.Mqtt311)]
    [InlineData(ProtocolVersion.Mqtt31)]
    public void A_version_that_is_asked_for_stays(ProtocolVersion pinned) =>
        Gen.Char["+xsr-"].Array[0, 12].Sample(answers =>
        {
            var agreement = new VersionAgreement(pinned);
            foreach (var answer in answers)
            {
                Assert.False(Answer(agreement, answer) && answer != '+');
                Assert.Equal(
                    (pinned, false, false), (agreement.Next, agreement.IsTrial, agreement.LeavesTimeForAnother));
            }
        });

    [Fact]
    public void Whatever_is_answered_one_attempt_ends_after_five_connections_and_3_1_1_stands_only_after_a_reason() =>
        Gen.Char["+xsr-"].Array[1, 40].Sample(answers =>
        {
            var agreement = new VersionAgreement(null);
            var (inRow, doubted, isProved) = (0, 0, false);
            foreach (var answer in answers)
            {
                var (version, isTrial) = (agreement.Next, agreement.IsTrial);
                var goesOn = Answer(agreement, answer);
                inRow = goesOn || (isTrial && answer == '+') ? inRow + 1 : 0;
                Assert.InRange(inRow, 0, 4);
                if (version == ProtocolVersion.Mqtt5)
                {
                    (doubted, isProved) = (answer is 'x' or 's' ? doubted + 1 : 0, answer == 'r');
                }
                else if (answer == '+' && !isTrial)
                {
                    Assert.True(
                        isProved || doubted > 0,
                        "3.1.1 stands though MQTT 5 was neither refused nor left without an answer");
                }
            }
        });

    static char Letter(ProtocolVersion version) => version == ProtocolVersion.Mqtt5 ? '5' : '3';

    /// <summary>
    /// + accepted, x closed, s silent, r refused for its version, - nothing of that. True when another attempt is due
    /// at once.
    /// </summary>
    static bool Answer(VersionAgreement agreement, char answer)
    {
        if (answer == '+')
        {
            agreement.OnAccepted();
            return false;
        }

        return agreement.OnFailed(answer switch
        {
            'x' => VersionEvidence.Closed,
            's' => VersionEvidence.Silent,
            'r' => VersionEvidence.Refused,
            _ => VersionEvidence.None,
        });
    }
}
