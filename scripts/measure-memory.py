#!/usr/bin/env python3
"""Measures what training holds in memory, by component, beside what Planwright's physics predicts.

    python3 scripts/measure-memory.py > test/physics/oracles/measured-layers.json
    node scripts/physics-table.mjs --write

Builds transformer layers as one rank of a layout holds them (tensor parallel slices, local experts), trains a few steps in mixed precision
(bf16 weights and gradients, fp32 master weights and Adam moments), and prints JSON:

  state        bytes of the weight, gradient and optimizer tensors themselves
  activations  bytes of the distinct storages that autograd keeps between forward and backward, layers only; the same on every device
  logits       the same for the output head and its loss
  peak         torch.cuda.max_memory_allocated over a step, with what forward left allocated; null without a GPU

Needs PyTorch 2.4 or later. Without a GPU the cases are small and peaks are left out. Draws random inputs; reads and downloads nothing.
"""

import argparse
import json
import platform
import sys
from dataclasses import asdict, dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.utils.checkpoint import checkpoint


@dataclass(frozen=True)
class Case:
    """Dimensions of the whole model, and how it is divided. Widths must divide by `tp`, experts by `ep`."""

    name: str
    layers: int
    hidden: int
    heads: int
    kv_heads: int
    head_dim: int
    ffn: int
    vocab: int
    sequence: int
    batch: int = 1
    tp: int = 1
    ep: int = 1
    experts: int = 0
    top_k: int = 2
    kernels: str = "fused"
    recompute: str = "none"
    gated: bool = True


def cases(large: bool) -> list[Case]:
    """Cases of every kind: dense and mixed, sliced and whole, fused and eager, with and without recompute."""
    if large:
        llama = dict(hidden=4096, heads=32, kv_heads=8, head_dim=128, ffn=14336, vocab=32000, sequence=4096)
        mixture = dict(hidden=2048, heads=32, kv_heads=4, head_dim=128, ffn=768, vocab=32000, sequence=4096, experts=128, top_k=8)
        layers = 8
    else:
        llama = dict(hidden=512, heads=8, kv_heads=4, head_dim=64, ffn=1792, vocab=4096, sequence=512)
        mixture = dict(hidden=512, heads=8, kv_heads=4, head_dim=64, ffn=384, vocab=4096, sequence=512, experts=16, top_k=4)
        layers = 2
    found = []
    for kernels in ("fused", "eager"):
        for recompute in ("none", "full"):
            tag = f"{kernels}, {'full recompute' if recompute == 'full' else 'no recompute'}"
            common = dict(layers=layers, kernels=kernels, recompute=recompute)
            found.append(Case(f"dense, {tag}", **common, **llama))
            found.append(Case(f"dense TP 4, {tag}", tp=4, **common, **llama))
            found.append(Case(f"mixture EP 8, {tag}", ep=8, **common, **mixture))
    found.append(Case("dense GELU, batch 2, fused, no recompute", layers=layers, batch=2, gated=False, **llama))
    return found


class FusedNorm(torch.autograd.Function):
    """RMS norm that keeps its input alone, as fused kernels do."""

    @staticmethod
    def forward(ctx, x: Tensor, weight: Tensor) -> Tensor:
        wide = x.float()
        scale = torch.rsqrt(wide.pow(2).mean(-1, keepdim=True) + 1e-6)
        ctx.save_for_backward(x, weight, scale)
        return (wide * scale).to(x.dtype) * weight

    @staticmethod
    def backward(ctx, grad: Tensor):
        x, weight, scale = ctx.saved_tensors
        normal = x.float() * scale
        inner = grad.float() * weight.float()
        dx = scale * (inner - normal * (inner * normal).mean(-1, keepdim=True))
        dw = (grad.float() * normal).flatten(0, -2).sum(0)
        return dx.to(x.dtype), dw.to(weight.dtype)


class FusedGate(torch.autograd.Function):
    """`silu(gate) * up * scale` that keeps gate and up alone, as fused kernels do."""

    @staticmethod
    def forward(ctx, gate: Tensor, up: Tensor, scale: Tensor | None) -> Tensor:
        ctx.save_for_backward(gate, up, scale)
        product = F.silu(gate) * up
        return product if scale is None else product * scale

    @staticmethod
    def backward(ctx, grad: Tensor):
        gate, up, scale = ctx.saved_tensors
        sigmoid = torch.sigmoid(gate)
        silu = gate * sigmoid
        through = grad if scale is None else grad * scale
        dscale = None if scale is None else (grad * silu * up).sum(-1, keepdim=True)
        return through * up * (sigmoid + silu * (1 - sigmoid)), through * silu, dscale


class Norm(nn.Module):
    def __init__(self, width: int, kernels: str):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))
        self.kernels = kernels

    def forward(self, x: Tensor) -> Tensor:
        if self.kernels == "fused":
            return FusedNorm.apply(x, self.weight)
        wide = x.to(torch.float32)
        wide = wide * torch.rsqrt(wide.pow(2).mean(-1, keepdim=True) + 1e-6)
        return self.weight * wide.to(x.dtype)


class Attention(nn.Module):
    """Grouped-query attention of one tensor parallel rank: `heads / tp` query heads, at least one KV head."""

    def __init__(self, case: Case):
        super().__init__()
        self.case = case
        self.heads = case.heads // case.tp
        self.kv_heads = max(1, case.kv_heads // case.tp)
        width = case.head_dim
        self.q = nn.Linear(case.hidden, self.heads * width, bias=False)
        self.k = nn.Linear(case.hidden, self.kv_heads * width, bias=False)
        self.v = nn.Linear(case.hidden, self.kv_heads * width, bias=False)
        self.o = nn.Linear(self.heads * width, case.hidden, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        batch, length, _ = x.shape
        q = self.q(x).view(batch, length, self.heads, -1).transpose(1, 2)
        k = self.k(x).view(batch, length, self.kv_heads, -1).transpose(1, 2)
        v = self.v(x).view(batch, length, self.kv_heads, -1).transpose(1, 2)
        if self.case.kernels == "eager":
            repeat = self.heads // self.kv_heads
            k = k.repeat_interleave(repeat, dim=1)
            v = v.repeat_interleave(repeat, dim=1)
            y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        else:
            y = F.scaled_dot_product_attention(q, k, v, is_causal=True, enable_gqa=self.heads != self.kv_heads)
        return self.o(y.transpose(1, 2).reshape(batch, length, -1))


class FeedForward(nn.Module):
    """FFN of one tensor parallel rank. Without `gated`, GELU between two matrices."""

    def __init__(self, case: Case, ffn: int):
        super().__init__()
        self.case = case
        self.up = nn.Linear(case.hidden, ffn, bias=False)
        self.gate = nn.Linear(case.hidden, ffn, bias=False) if case.gated else None
        self.down = nn.Linear(ffn, case.hidden, bias=False)

    def inner(self, x: Tensor, scale: Tensor | None = None) -> Tensor:
        if self.gate is None:
            return F.gelu(self.up(x))
        if self.case.kernels == "fused":
            return FusedGate.apply(self.gate(x), self.up(x), scale)
        return F.silu(self.gate(x)) * self.up(x)

    def forward(self, x: Tensor) -> Tensor:
        return self.down(self.inner(x))


class Mixture(nn.Module):
    """The experts of one expert parallel rank.

    Routing is balanced by construction: of the tokens of all EP ranks as many visit this rank's experts as this rank has copies of its own.
    """

    def __init__(self, case: Case):
        super().__init__()
        self.case = case
        self.router = nn.Linear(case.hidden, case.experts, bias=False)
        self.local = case.experts // case.ep
        self.experts = nn.ModuleList(FeedForward(case, case.ffn) for _ in range(self.local))

    def forward(self, x: Tensor) -> Tensor:
        flat = x.flatten(0, 1)
        count = flat.shape[0]
        weights = torch.softmax(self.router(flat).float(), dim=-1).topk(self.case.top_k, dim=-1).values.to(x.dtype)
        # The copies of each token, dealt to the local experts in turn.
        source = torch.arange(count, device=x.device).repeat_interleave(self.case.top_k)
        permuted = flat.index_select(0, source)
        scale = weights.reshape(-1, 1)
        size = permuted.shape[0] // self.local
        outputs = []
        for index, expert in enumerate(self.experts):
            rows = slice(index * size, (index + 1) * size if index + 1 < self.local else permuted.shape[0])
            if self.case.kernels == "fused":
                outputs.append(expert.down(expert.inner(permuted[rows], scale[rows])))
            else:
                outputs.append(expert(permuted[rows]))
        mixed = torch.cat(outputs)
        if self.case.kernels == "fused":
            # The copies of a token lie side by side here: adding them up keeps nothing, as a fused unpermute does.
            return mixed.view(count, self.case.top_k, -1).sum(1).view_as(x)
        return torch.zeros_like(flat).index_add(0, source, mixed * scale).view_as(x)


class Layer(nn.Module):
    def __init__(self, case: Case):
        super().__init__()
        self.attention_norm = Norm(case.hidden, case.kernels)
        self.attention = Attention(case)
        self.ffn_norm = Norm(case.hidden, case.kernels)
        self.ffn = Mixture(case) if case.experts else FeedForward(case, case.ffn // case.tp)

    def forward(self, x: Tensor) -> Tensor:
        x = x + self.attention(self.attention_norm(x))
        return x + self.ffn(self.ffn_norm(x))


class Rank(nn.Module):
    """One rank of one pipeline stage that holds everything: embedding, layers, final norm and head, the vocabulary divided by TP."""

    def __init__(self, case: Case):
        super().__init__()
        self.case = case
        self.embedding = nn.Embedding(case.vocab // case.tp, case.hidden)
        self.layers = nn.ModuleList(Layer(case) for _ in range(case.layers))
        self.norm = Norm(case.hidden, case.kernels)
        self.head = nn.Linear(case.hidden, case.vocab // case.tp, bias=False)

    def hidden(self, tokens: Tensor) -> Tensor:
        x = self.embedding(tokens)
        for layer in self.layers:
            x = checkpoint(layer, x, use_reentrant=True) if self.case.recompute == "full" else layer(x)
        return x

    def loss(self, x: Tensor, labels: Tensor) -> Tensor:
        logits = self.head(self.norm(x))
        return F.cross_entropy(logits.float().flatten(0, 1), labels.flatten())


class MixedAdam:
    """Adam over fp32 master weights: 12 bytes a parameter beside the bf16 weight and gradient."""

    def __init__(self, parameters: list[Tensor]):
        self.parameters = parameters
        self.master = [p.detach().float().clone() for p in parameters]
        self.first = [torch.zeros_like(m) for m in self.master]
        self.second = [torch.zeros_like(m) for m in self.master]
        self.steps = 0

    @torch.no_grad()
    def step(self) -> None:
        self.steps += 1
        for p, master, first, second in zip(self.parameters, self.master, self.first, self.second, strict=True):
            grad = p.grad.float()
            first.mul_(0.9).add_(grad, alpha=0.1)
            second.mul_(0.95).addcmul_(grad, grad, value=0.05)
            update = first / (1 - 0.9**self.steps) / ((second / (1 - 0.95**self.steps)).sqrt() + 1e-8)
            master.add_(update, alpha=-1e-4)
            p.copy_(master)

    def bytes(self) -> int:
        return sum(t.numel() * t.element_size() for group in (self.master, self.first, self.second) for t in group)


class Saved:
    """Counts the distinct storages that autograd keeps, parameters left out."""

    def __init__(self, parameters: list[Tensor]):
        self.known = {p.untyped_storage().data_ptr() for p in parameters}
        self.kept: dict[int, int] = {}
        self.alive: list[Tensor] = []

    def pack(self, tensor: Tensor) -> Tensor:
        storage = tensor.untyped_storage()
        if storage.data_ptr() not in self.known:
            self.kept[storage.data_ptr()] = storage.nbytes()
            # Held, so that no later storage takes the same address and is mistaken for this one.
            self.alive.append(tensor)
        return tensor

    def total(self) -> int:
        return sum(self.kept.values())


def measure(case: Case, device: torch.device, steps: int) -> dict:
    torch.manual_seed(0)
    cuda = device.type == "cuda"
    if cuda:
        torch.cuda.empty_cache()
        torch.cuda.reset_peak_memory_stats()
    base = torch.cuda.memory_allocated() if cuda else 0
    with torch.device(device):
        rank = Rank(case).to(torch.bfloat16)
    parameters = list(rank.parameters())
    optimizer = MixedAdam(parameters)
    shape = (case.batch, case.sequence)
    peak = forward = 0
    activations = logits = 0
    for step in range(steps):
        tokens = torch.randint(0, case.vocab // case.tp, shape, device=device)
        labels = torch.randint(0, case.vocab // case.tp, shape, device=device)
        if cuda:
            torch.cuda.synchronize()
            torch.cuda.reset_peak_memory_stats()
            before = torch.cuda.memory_allocated()
        if step == 0:
            in_layers = Saved(parameters)
            with torch.autograd.graph.saved_tensors_hooks(in_layers.pack, lambda t: t):
                # Embedding lookups keep their indices only; what is counted here belongs to the layers.
                x = rank.hidden(tokens)
            in_head = Saved(parameters)
            in_head.known |= set(in_layers.kept)
            with torch.autograd.graph.saved_tensors_hooks(in_head.pack, lambda t: t):
                loss = rank.loss(x, labels)
            activations, logits = in_layers.total(), in_head.total()
            in_layers.alive.clear()
            in_head.alive.clear()
        else:
            x = rank.hidden(tokens)
            loss = rank.loss(x, labels)
        if cuda:
            torch.cuda.synchronize()
            forward = torch.cuda.memory_allocated() - before
        del x
        loss.backward()
        optimizer.step()
        if not torch.isfinite(loss):
            raise RuntimeError(f"{case.name}: loss {loss.item()}")
        # Gradients stay allocated, as frameworks with gradient buffers keep them.
        for p in parameters:
            p.grad.zero_()
        if cuda:
            torch.cuda.synchronize()
            peak = max(peak, torch.cuda.max_memory_allocated() - base)
    size = lambda tensors: sum(t.numel() * t.element_size() for t in tensors)
    result = {
        **asdict(case),
        "parameters": sum(p.numel() for p in parameters),
        "state": {"weights": size(parameters), "gradients": size([p.grad for p in parameters]), "optimizer": optimizer.bytes()},
        "activations": activations,
        "logits": logits,
        "peak": {"allocated": peak, "afterForward": forward, "reserved": torch.cuda.max_memory_reserved()} if cuda else None,
    }
    del rank, optimizer, parameters, loss
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu", choices=["cuda", "cpu"])
    parser.add_argument("--steps", type=int, default=3, help="training steps per case (default 3)")
    parser.add_argument("--only", default="", help="cases whose name contains this")
    options = parser.parse_args()
    device = torch.device(options.device)
    results = []
    for case in cases(large=device.type == "cuda"):
        if options.only not in case.name:
            continue
        results.append(measure(case, device, max(1, options.steps)))
        print(f"{case.name}: done", file=sys.stderr)
    runtime = None
    if device.type == "cuda":
        free, total = torch.cuda.mem_get_info()
        runtime = {"total": total, "outsideAllocator": total - free - torch.cuda.memory_reserved()}
    name = torch.cuda.get_device_name() if device.type == "cuda" else f"{platform.machine()} processor"
    print(json.dumps({"version": 1, "torch": torch.__version__, "device": name, "runtime": runtime, "cases": results}, indent=1))


if __name__ == "__main__":
    main()
