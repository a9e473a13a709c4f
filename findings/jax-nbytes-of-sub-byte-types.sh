#!/usr/bin/env bash
# JAX: `nbytes` of a 4-bit array is twice, of a 2-bit array four times, what a compiled program takes for it.
#
# Expected: an array of 1,048,576 INT4 numbers says that it has 524,288 bytes, as the compiler does.
# Happens:  `nbytes` is elements × itemsize, and itemsize of a type of less than a byte is 1: 1,048,576 bytes for int4, for FP4 and for int2.
#           The memory analysis of a program with that argument says 524,288, 524,288 and 262,144. Both agree for 8 bits.
# Met by:   whoever sums `nbytes` over a tree of quantised weights to see whether it fits: the sum is that of an 8-bit model.
# Package:  jax 0.10.2 `jax.Array.nbytes` (itemsize of ml_dtypes 0.6.0), `Compiled.memory_analysis`; CPU backend.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet jax==0.10.2 jaxlib==0.10.2 numpy==2.4.6 ml_dtypes==0.6.0 scipy==1.17.1 opt_einsum==3.4.0
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON' 2>"$folder/stderr" || { tail -5 "$folder/stderr"; exit 1; }
import os
import sys

os.environ["JAX_PLATFORMS"] = "cpu"
import jax
import jax.numpy as jnp

print("jax", jax.__version__)
seen = {}
for name in ("float8_e4m3fn", "int4", "float4_e2m1fn", "int2"):
    array = jnp.zeros(2**20, name)
    compiled = jax.jit(lambda values: values).lower(jax.ShapeDtypeStruct(array.shape, array.dtype)).compile()
    seen[name] = (array.nbytes, compiled.memory_analysis().argument_size_in_bytes)
    print(f"{name:14} nbytes {seen[name][0]:,}  compiled argument {seen[name][1]:,}")
full = 2**20
if seen != {"float8_e4m3fn": (full, full), "int4": (full, full // 2), "float4_e2m1fn": (full, full // 2), "int2": (full, full // 4)}:
    sys.exit("changed: the sizes are told otherwise")
PYTHON
