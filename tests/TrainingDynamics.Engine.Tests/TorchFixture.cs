using System.Runtime.CompilerServices;
using TrainingDynamics.Engine.Native;

// Two multi-threaded libtorch users on few cores slow each other down many times: one test at a time, one thread.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace TrainingDynamics.Engine.Tests;

/// <summary>Loads libtorch before any test touches TorchSharp.</summary>
static class TorchFixture
{
    [ModuleInitializer]
    internal static void LoadTorch()
    {
        TorchLibrary.Load();
        TorchSharp.torch.set_num_threads(1);
    }
}
