using MqttDemo.CommandLine;
using MqttDemo.Subscriber;

return await CommandLineApp.RunAsync(SubscribeCommand.AppName, SubscribeCommand.Create, args, Terminal.OfProcess());
