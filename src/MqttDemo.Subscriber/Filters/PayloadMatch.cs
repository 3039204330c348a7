using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using System.Text.Unicode;
using MqttDemo.Client.Session;
using MqttDemo.Config;

namespace MqttDemo.Subscriber.Filters;

/// <summary>
/// --match: the payload, as text, has a part that matches. A payload that is not UTF-8 is taken as Latin-1, so that
/// \xff finds the byte. The pattern is run in a time that grows with the payload only; one with look-around or a
/// back-reference cannot be, and so has a limit.
/// </summary>
sealed class PayloadMatch : IMessageFilter
{
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    readonly Regex regex;
    readonly Action<string> warn;

    /// <param name="pattern">A regular expression of .NET.</param>
    /// <param name="warn">Is notified when the limit was reached.</param>
    /// <exception cref="MqttDemoException">It is not one (exit code 2).</exception>
    public PayloadMatch(string pattern, Action<string> warn)
    {
        regex = Parse(pattern);
        this.warn = warn;
    }

    public bool Passes(in ReceivedMessage message) => Passes(message.Payload.Span);

    public bool Passes(ReadOnlySpan<byte> payload)
    {
        var text = ArrayPool<char>.Shared.Rent(payload.Length);
        try
        {
            var encoding = Utf8.IsValid(payload) ? Encoding.UTF8 : Encoding.Latin1;
            return regex.IsMatch(text.AsSpan(0, encoding.GetChars(payload, text)));
        }
        catch (RegexMatchTimeoutException)
        {
            // Shown rather than lost.
            warn(
                $"--match did not finish within {Limit.TotalSeconds:0} s on a payload of {payload.Length} "
                + "bytes; the message counts as matching");
            return true;
        }
        finally
        {
            ArrayPool<char>.Shared.Return(text);
        }
    }

    static Regex Parse(string pattern)
    {
        try
        {
            return new Regex(pattern, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
        }
        catch (NotSupportedException)
        {
            return new Regex(pattern, RegexOptions.CultureInvariant, Limit);
        }
        catch (RegexParseException e)
        {
            // .NET's own sentence begins with the pattern and the place, which are shown better here.
            var place = $"at offset {e.Offset}. ";
            var start = e.Message.IndexOf(place, StringComparison.Ordinal);
            var reason = start < 0 ? e.Message : e.Message[(start + place.Length)..];
            // The offset is behind what was read last.
            throw Usage(
                $"--match: '{pattern}' is not a regular expression at character {Math.Max(e.Offset, 1)}: "
                + $"{reason.TrimEnd('.')}");
        }
    }
}
