using MqttDemo.Client;
using MqttDemo.CommandLine;
using MqttDemo.CommandLine.Streams;
using MqttDemo.Subscriber;

return MainThread.Run(
    () => CommandLineApp.RunAsync(SubscribeCommand.AppName, SubscribeCommand.Create, args, Terminal.OfProcess()));
