#!/usr/bin/env bash
# Accelerate: "40gb" in `max_memory` is 5 GB.
#
# Expected: "40GB", "40gb" and "40Gb" are one size; "40GiB" and "40gib" are.
# Happens:  a small `b` at the end of a decimal unit is taken for bits, so that 40gb is 40 billion bits = 5 billion bytes; the binary units
#           do not know of it. Terabytes are refused. The parser of huggingface_hub, which reads `max_shard_size` of the same scripts,
#           takes "40gb" for 40 GB, takes terabytes and refuses the binary units.
# Met by:   whoever writes `max_memory` or a shard size: the same text is 40 GB to one library of a script and 5 GB to another,
#           and a model that fits the GPUs is mapped to CPU and disk.
# Package:  accelerate 1.15.0, accelerate/utils/modeling.py `convert_file_size_to_int`;
#           huggingface_hub 1.33.0, huggingface_hub/serialization/_base.py `parse_size_to_int`.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet accelerate==1.15.0 torch==2.13.0 numpy==2.4.6 huggingface_hub==1.33.0
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON' 2>"$folder/stderr" || { tail -5 "$folder/stderr"; exit 1; }
import sys
from importlib.metadata import version

from accelerate.utils import convert_file_size_to_int
from huggingface_hub.serialization._base import parse_size_to_int

print("accelerate", version("accelerate"), "huggingface_hub", version("huggingface_hub"))

def read(parse, text):
    try:
        return parse(text)
    except ValueError:
        return None

seen = {text: (read(convert_file_size_to_int, text), read(parse_size_to_int, text)) for text in ("40GB", "40gb", "40Gb", "40GiB", "40gib", "1TB")}
for text, sizes in seen.items():
    print(f"{text:6} accelerate: {sizes[0]}  huggingface_hub: {sizes[1]}")
if seen != {
    "40GB": (40 * 10**9, 40 * 10**9),
    "40gb": (5 * 10**9, 40 * 10**9),
    "40Gb": (5 * 10**9, 40 * 10**9),
    "40GiB": (40 * 2**30, None),
    "40gib": (40 * 2**30, None),
    "1TB": (None, 10**12),
}:
    sys.exit("changed: a size is read otherwise")
PYTHON
