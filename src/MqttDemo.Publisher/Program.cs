using MqttDemo.CommandLine;
using MqttDemo.Publisher;

return await CommandLineApp.RunAsync(PublishCommand.AppName, PublishCommand.Create, args, Terminal.OfProcess());
