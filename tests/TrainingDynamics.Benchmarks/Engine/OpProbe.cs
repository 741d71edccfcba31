#pragma warning disable
using System.Diagnostics;
using TrainingDynamics.Engine.Models;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;
namespace TrainingDynamics.Benchmarks.Engine;
static class OpProbe
{
    static double Time(Action a, int n = 15)
    {
        var l = new List<double>();
        for (int i = 0; i < n + 3; i++) { using var s = NewDisposeScope(); var c = Stopwatch.StartNew(); a(); if (i >= 3) l.Add(c.Elapsed.TotalMilliseconds); }
        l.Sort(); return l[l.Count / 2];
    }
    public static void Run(int B, int T, int H, int A)
    {
        using var ng = no_grad();
        int I = 4 * H, N = B * T, D = H / A;
        double peak = MatrixPeak.Measure(ScalarType.Float32);
        Console.WriteLine($"B{B} T{T} H{H} peak {peak / 1e9:F0}");
        var x = randn(N, H); var xi = randn(N, I); var wqkv = randn(3 * H, H); var bq = randn(3 * H); var wu = randn(I, H); var bu = randn(I); var wd = randn(H, I); var wo = randn(H, H); var bh = randn(H);
        var dqkv = randn(N, 3 * H);
        void Mm(string n, double flops, Action a) { var t = Time(a); Console.WriteLine($"  {n,-28} {t:F3} ms {flops / t / 1e-3 / peak:P0}"); }
        void El(string n, double elems, Action a) { var t = Time(a); Console.WriteLine($"  {n,-28} {t:F3} ms {t * 1e6 / elems:F3} ns/el"); }
        Mm("linear qkv", 2.0 * N * H * 3 * H, () => F.linear(x, wqkv, bq));
        var o3 = empty(N, 3 * H); var wqt = wqkv.t();
        Mm("mm qkv", 2.0 * N * H * 3 * H, () => mm(x, wqt));
        Mm("dX qkv", 2.0 * N * H * 3 * H, () => mm(dqkv, wqkv));
        Mm("dW qkv", 2.0 * N * H * 3 * H, () => mm(dqkv.t(), x));
        Mm("linear up", 2.0 * N * H * I, () => F.linear(x, wu, bu));
        Mm("dX up", 2.0 * N * H * I, () => mm(xi, wu));
        Mm("dW up", 2.0 * N * H * I, () => mm(xi.t(), x));
        Mm("linear down", 2.0 * N * H * I, () => F.linear(xi, wd, bh));
        Mm("dX down", 2.0 * N * H * I, () => mm(x, wd));
        Mm("dW down", 2.0 * N * H * I, () => mm(x.t(), xi));
        Mm("linear out", 2.0 * N * H * H, () => F.linear(x, wo, bh));
        var gw = zeros(I, H);
        Mm("dW up addmm_", 2.0 * N * H * I, () => gw.addmm_(xi.t(), x));
        El("sum rows I", N * (double)I, () => xi.sum(0L));
        var qkv = randn(new long[] { B, T, 3, A, D }).permute(2, 0, 3, 1, 4).unbind(0);
        Mm("q k^T strided", 2.0 * B * A * T * T * D, () => matmul(qkv[0], qkv[1].transpose(-2, -1)));
        var q = qkv[0].contiguous(); var k = qkv[1].contiguous(); var v = qkv[2].contiguous();
        Mm("q k^T contiguous", 2.0 * B * A * T * T * D, () => matmul(q, k.transpose(-2, -1)));
        El("contiguous q", N * (double)H, () => qkv[0].contiguous());
        var s = randn(B, A, T, T);
        Mm("w v strided", 2.0 * B * A * T * T * D, () => matmul(s, qkv[2]));
        Mm("w v contiguous", 2.0 * B * A * T * T * D, () => matmul(s, v));
        Mm("w^T dctx", 2.0 * B * A * T * T * D, () => matmul(s.transpose(-2, -1), v));
        El("softmax", s.numel(), () => s.softmax(-1));
        El("mul scalar", s.numel(), () => s.mul(x[0, 0]));
        El("add mask", s.numel(), () => s.add(s));
        El("mul_", s.numel(), () => s.mul_(s));
        var hd = new HostDropout(1); hd.BeginPass(); 
        El("hostdropout", s.numel(), () => { hd.BeginPass(); hd.Apply(s, 0.1); });
        El("gelu", xi.numel(), () => F.gelu(xi));
        var g = randn(H); 
        El("layer_norm", x.numel(), () => F.layer_norm(x, new long[] { H }, g, g));
        El("add", x.numel(), () => x.add(x));
        El("copy I", xi.numel(), () => xi.clone());
        El("zeros I", xi.numel(), () => zeros_like(xi));
        using var eg = enable_grad();
        var xr = randn(N, I).requires_grad_(true); var go = randn(N, I);
        var yr = F.gelu(xr);
        El("gelu fwd+bwd", xi.numel(), () => { F.gelu(xr).backward(new[] { go }); xr.grad = null; });
        var xh = randn(N, H).requires_grad_(true); var gh = randn(N, H); var gg = randn(H).requires_grad_(true);
        El("layer_norm fwd+bwd", x.numel(), () => { F.layer_norm(xh, new long[] { H }, gg, gg).backward(new[] { gh }); xh.grad = null; });
        var sr = randn(B, A, T, T).requires_grad_(true);
        El("softmax fwd+bwd", s.numel(), () => { sr.softmax(-1).backward(new[] { s }); sr.grad = null; });
    }
}
