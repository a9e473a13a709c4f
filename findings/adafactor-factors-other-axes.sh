#!/usr/bin/env bash
# Adafactor: Optax and PyTorch factor different axes, so that one tensor has 100 times the state in either of them.
#
# Expected: Adafactor keeps a row and a column instead of a second moment of full size; the two implementations agree on how many numbers.
# Happens:  PyTorch always factors the last two axes; Optax the two largest, and none where the second largest is under 128.
#           - [1024, 8, 4096] (experts in the middle): Optax keeps 40,960 numbers, PyTorch 4,202,496.
#           - [64, 4096] (an adapter of rank 64): PyTorch keeps 4,160 numbers, Optax 262,144, as many as the tensor has.
# Met by:   plans that count the states of Adafactor as nothing: true or false by the layout of the weights and by the framework, and false in
#           Optax for every adapter of low rank.
# Package:  optax 0.2.8, optax/_src/factorized.py `_factored_dims` (`min_dim_size_to_factor` = 128); torch 2.13.0, torch/optim/_adafactor.py.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet optax==0.2.8 jax==0.10.2 jaxlib==0.10.2 torch==2.13.0 numpy==2.4.6 ml_dtypes==0.6.0 scipy==1.17.1 opt_einsum==3.4.0 absl-py==2.5.0
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON' 2>"$folder/stderr" || { tail -5 "$folder/stderr"; exit 1; }
import os
import sys
from importlib.metadata import version

os.environ["JAX_PLATFORMS"] = "cpu"
import jax
import jax.numpy as jnp
import optax
import torch

print("optax", version("optax"), "torch", version("torch"))

def of_optax(shape):
    # placeholders of one number stand for what is not kept
    return sum(part.size for part in jax.tree.leaves(optax.adafactor(1e-3).init(jnp.zeros(shape))) if part.size > 1)

def of_torch(shape):
    tensor = torch.nn.Parameter(torch.zeros(shape))
    tensor.grad = torch.ones(shape)
    optimizer = torch.optim.Adafactor([tensor])
    optimizer.step()
    return sum(part.numel() for part in optimizer.state[tensor].values() if part.numel() > 1)

seen = {}
for shape in ((1024, 4096), (1024, 8, 4096), (64, 4096)):
    seen[shape] = (of_optax(shape), of_torch(shape))
    print(f"{list(shape)}: optax {seen[shape][0]:,} numbers, torch {seen[shape][1]:,}")
if seen != {(1024, 4096): (5120, 5120), (1024, 8, 4096): (40_960, 4_202_496), (64, 4096): (262_144, 4160)}:
    sys.exit("changed: other axes are factored")
PYTHON
