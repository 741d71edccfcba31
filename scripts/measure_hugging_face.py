#!/usr/bin/env python3
"""Steps of training in Hugging Face on PyTorch: the models, batches and lengths of the project's own benchmarks.

Writes a line of what, value and unit per figure, parted by tabs.

Prints the machine's matrix product beside them: a distribution's PyTorch may have no fast BLAS, and then its speed says nothing.
Without torch and transformers it says so and ends with 0.
"""
import argparse
import time

try:
    import torch
    import transformers
except ImportError as missing:
    print(f"Hugging Face was not measured: {missing}")
    raise SystemExit(0)

SIZES = {"bert-tiny": (2, 128, 2), "bert-mini": (4, 256, 4), "bert-base": (12, 768, 12)}


def wait(device):
    if device != "cpu":
        torch.cuda.synchronize()


def best(seconds_of, device, repeats):
    """The shortest of several runs, in seconds."""
    times = []
    for _ in range(repeats):
        wait(device)
        start = time.perf_counter()
        seconds_of()
        wait(device)
        times.append(time.perf_counter() - start)
    return min(times)


def model_of(name):
    if name == "roberta-large":
        config = transformers.RobertaConfig(
            vocab_size=50265, hidden_size=1024, num_hidden_layers=24, num_attention_heads=16, intermediate_size=4096,
            max_position_embeddings=514, type_vocab_size=1)
        return transformers.RobertaForSequenceClassification(config)
    layers, hidden, heads = SIZES[name]
    config = transformers.BertConfig(
        hidden_size=hidden, num_hidden_layers=layers, num_attention_heads=heads, intermediate_size=4 * hidden)
    return transformers.BertForSequenceClassification(config)


def measure(name, batch, length, device, bf16, steps):
    model = model_of(name).to(device).train()
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-5)
    ids = torch.randint(10, 30000, (batch, length), device=device)
    labels = torch.randint(0, 2, (batch,), device=device)

    def step():
        with torch.autocast(device_type=torch.device(device).type, dtype=torch.bfloat16, enabled=bf16):
            loss = model(input_ids=ids, labels=labels).loss
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()

    step()
    return best(step, device, steps)


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--device", default="cpu", help="cpu or cuda")
    options.add_argument("--output", default="artifacts/hugging-face.tsv")
    arguments = options.parse_args()
    device = arguments.device
    side = 2048 if device == "cpu" else 8192
    a = torch.randn(side, side, device=device)
    rate = 2 * side**3 / best(lambda: a @ a, device, 5)
    versions = f"torch {torch.__version__}, transformers {transformers.__version__}"
    rows = [(f"Hugging Face ({versions}): matrix product, float32", rate / 1e9, "GFLOP/s")]
    runs = [("bert-tiny", 32, 32, 5), ("bert-tiny", 32, 128, 3)] if device == "cpu" else [
        ("bert-base", 64, 128, 10), ("roberta-large", 32, 128, 10)]
    for name, batch, length, steps in runs:
        for bf16 in (False, True) if device != "cpu" else (False,):
            seconds = measure(name, batch, length, device, bf16, steps)
            label = f"Hugging Face: {name} {'bf16' if bf16 else 'fp32'} length {length}"
            rows.append((label, batch / seconds, "examples/s"))
    with open(arguments.output, "w", encoding="utf-8") as file:
        file.writelines(f"{what}\t{value}\t{unit}\n" for what, value, unit in rows)
    print(f"written: {arguments.output}")


main()
