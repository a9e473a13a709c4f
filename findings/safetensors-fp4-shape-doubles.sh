#!/usr/bin/env bash
# safetensors: the header of an FP4 file gives twice the shape that the tensor has, and half of its bytes per element.
#
# Expected: a tensor that PyTorch calls [4, 8], of 32 elements of 1 byte, stands as [4, 8] in the header of the file that it is saved to.
# Happens:  it stands as [4, 16] of type F4, 64 elements of 4 bits; loading gives [4, 8] again. Both sides are right in their own count
#           (one element of PyTorch's type packs two numbers), so that a parameter count from the model and one from the
#           checkpoint differ by 2, and only in FP4: a packed INT4 tensor keeps the shape and type of its container.
# Met by:   whoever takes parameters or bytes per parameter of a quantised checkpoint from one of the two, and compares with the other.
# Package:  safetensors 0.8.0, safetensors/torch.py `save_file` and `load_file`; torch 2.13.0 `torch.float4_e2m1fn_x2`.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet safetensors==0.8.0 torch==2.13.0 numpy==2.4.6 packaging==26.3
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON' 2>"$folder/stderr" || { tail -5 "$folder/stderr"; exit 1; }
import json
import struct
import sys
from importlib.metadata import version

import torch
from safetensors.torch import load_file, save_file

print("safetensors", version("safetensors"), "torch", version("torch"))
packed = torch.zeros(4, 8, dtype=torch.uint8)
save_file({"fp4": packed.view(torch.float4_e2m1fn_x2), "int4": packed.clone()}, "weights.safetensors")
with open("weights.safetensors", "rb") as file:
    header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
loaded = load_file("weights.safetensors")
seen = {}
for name in ("fp4", "int4"):
    tensor, entry = loaded[name], header[name]
    seen[name] = (list(tensor.shape), tensor.numel(), tensor.nbytes, entry["dtype"], entry["shape"], entry["data_offsets"][1] - entry["data_offsets"][0])
    print(f"{name}: torch {tensor.dtype} {seen[name][0]}, {seen[name][1]} elements, {seen[name][2]} bytes; header {seen[name][3]} {seen[name][4]}, {seen[name][5]} bytes")
if seen != {"fp4": ([4, 8], 32, 32, "F4", [4, 16], 32), "int4": ([4, 8], 32, 32, "U8", [4, 8], 32)}:
    sys.exit("changed: the shapes are told otherwise")
PYTHON
