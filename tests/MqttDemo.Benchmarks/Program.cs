using MqttDemo.Benchmarks;

return await BenchmarkCommand.Create().Parse(args).InvokeAsync();
