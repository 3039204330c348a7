using MqttDemo.CommandLine;
using MqttDemo.CommandLine.Streams;
using MqttDemo.Subscriber;

return await CommandLineApp.RunAsync(SubscribeCommand.AppName, SubscribeCommand.Create, args, Terminal.OfProcess());
