using TorchSharp;
using TrainingDynamics.Engine.Native;
using TrainingDynamics.Engine.Training;

namespace TrainingDynamics.Engine.Tests;

public sealed class CudaLibrariesTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Libraries_of_pip_packages_beside_PyTorch_come_in_the_order_of_their_dependencies()
    {
        foreach (var file in new[]
        {
            "torch/lib/libtorch_cuda.so", "nvidia/cudnn/lib/libcudnn.so.9", "nvidia/cudnn/lib/libcudnn_ops.so.9",
            "nvidia/cublas/lib/libcublas.so.12", "nvidia/cublas/lib/libcublasLt.so.12", "nvidia/cuda_runtime/lib/libcudart.so.12",
            "nvidia/cuda_nvrtc/lib/libnvrtc.so.12", "nvidia/cuda_nvrtc/lib/libnvrtc.alt.so.12",
            "nvidia/cuda_nvrtc/lib/libnvrtc-builtins.so.12.8", "nvidia/cu13/lib/libcufft.so.12", "nvidia/README.md",
        })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_folder[file])!);
            _folder.Write(file, "");
        }

        var found = CudaLibraries.Beside(_folder["torch", "lib"]);

        // cublas needs cublasLt, and cuDNN opens its parts itself.
        Assert.Equal(
            ["libcudart.so.12", "libnvrtc.so.12", "libnvrtc-builtins.so.12.8", "libcublasLt.so.12", "libcublas.so.12", "libcufft.so.12", "libcudnn.so.9"],
            found.Select(Path.GetFileName));
        Assert.All(found, path => Assert.True(File.Exists(path)));
    }

    [Fact]
    public void A_PyTorch_without_CUDA_has_none()
    {
        Directory.CreateDirectory(_folder["torch", "lib"]);
        Directory.CreateDirectory(_folder["nvidia", "cublas", "lib"]);
        _folder.Write("nvidia/cublas/lib/libcublas.so.12", "");
        Assert.Empty(CudaLibraries.Beside(_folder["torch", "lib"]));
    }

    [Theory]
    [InlineData(DeviceType.CUDA, 128, 512, 8)]
    [InlineData(DeviceType.CUDA, 510, 512, 8)]
    [InlineData(DeviceType.CUDA, 50, 50, 1)] // 56 positions are more than there are
    [InlineData(DeviceType.CPU, 128, 512, 1)]
    public void Lengths_are_multiples_of_eight_on_CUDA_alone(DeviceType device, int maxLength, int maxTokens, int expected) =>
        Assert.Equal(expected, LengthAlignment.Of(device, maxLength, maxTokens));
}
