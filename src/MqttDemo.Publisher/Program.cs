using MqttDemo.Client;
using MqttDemo.CommandLine;
using MqttDemo.CommandLine.Streams;
using MqttDemo.Publisher;
using MqttDemo.Publisher.Request;

return MainThread.Run(() => CommandLineApp.RunAsync(
    PublishCommand.AppName, terminal =>
        PublishCommand.Create(terminal, RequestCommand.Create(terminal)), args, Terminal.OfProcess()));
