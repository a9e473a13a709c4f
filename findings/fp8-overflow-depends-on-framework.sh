#!/usr/bin/env bash
# PyTorch and ml_dtypes (JAX): the same cast to FP8 (E4M3) is 448 in one and NaN in the other.
#
# Expected: both turn 10,000 into the same thing, since the format (`float8_e4m3fn`) and its largest value (448) are the same; and
#           infinity, which the format lacks, into NaN.
# Happens:  PyTorch 2.13 clamps: 500, 10,000 and infinity all become 448. ml_dtypes gives NaN for each of them, and from 464.01 on. In
#           PyTorch's own sister formats nothing is clamped: `float8_e5m2` turns 61,440 into infinity, `float8_e4m3fnuz` 1,000 into NaN.
# Met by:   plans of FP8 weights or of an FP8 KV cache without scales: whether an outlier is clipped in silence or poisons the output
#           depends on the framework, and on which FP8 the accelerator has (the fnuz ones on MI300).
# Package:  torch 2.13.0 `Tensor.to(torch.float8_e4m3fn)` (CPU); ml_dtypes 0.6.0 `ndarray.astype(ml_dtypes.float8_e4m3fn)`.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet torch==2.13.0 ml_dtypes==0.6.0 numpy==2.4.6
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON' 2>"$folder/stderr" || { tail -5 "$folder/stderr"; exit 1; }
import sys
from importlib.metadata import version

import ml_dtypes
import numpy
import torch

print("torch", version("torch"), "ml_dtypes", version("ml_dtypes"))
values = [448.0, 464.0, 464.01, 500.0, 10_000.0, float("inf"), 61_440.0]
seen = {}
for name in ("float8_e4m3fn", "float8_e5m2", "float8_e4m3fnuz"):
    seen[name] = (
        torch.tensor(values).to(getattr(torch, name)).float().tolist(),
        numpy.array(values, numpy.float32).astype(getattr(ml_dtypes, name)).astype(numpy.float32).tolist(),
    )
print("values         ", values)
for name, (ours, theirs) in seen.items():
    print(f"{name:16} torch     {ours}")
    print(f"{name:16} ml_dtypes {theirs}")
nan, inf = float("nan"), float("inf")
wanted = {
    "float8_e4m3fn": ([448.0] * 7, [448.0, 448.0, nan, nan, nan, nan, nan]),
    "float8_e5m2": ([448.0, 448.0, 448.0, 512.0, 10240.0, inf, inf],) * 2,
    "float8_e4m3fnuz": ([nan] * 7,) * 2,
}
if str(seen) != str(wanted):
    sys.exit("changed: a value is cast otherwise")
PYTHON
