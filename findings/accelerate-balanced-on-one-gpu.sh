#!/usr/bin/env bash
# Accelerate: `device_map="balanced"` puts a whole model on the last of 8 GPUs, and leaves 7 of them empty.
#
# Expected: a map that is called balanced spreads a model of 1.24 billion parameters evenly over 8 GPUs of 80 GB.
# Happens:  each GPU but the last is given the share of an even split plus 1.25 × the largest block that must stay whole. The embedding of a
#           small model with a large vocabulary outgrows that, so it fits no GPU but the last; modules are placed in order and never go
#           back, so everything follows it there. On 4 GPUs the same model is spread over all four. Transformers has functions of its own
#           under the same names, which count the embedding into the buffer: they use 3 of the 8 GPUs, and leave 5 empty.
# Met by:   plans that divide the weights of a model by the number of GPUs because the loader says "balanced" or "auto".
# Package:  accelerate 1.15.0, accelerate/utils/modeling.py `get_balanced_memory` and `infer_auto_device_map`;
#           transformers 5.18.0, transformers/integrations/accelerate.py, functions of the same names.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet accelerate==1.15.0 transformers==5.18.0 torch==2.13.0 numpy==2.4.6 tokenizers==0.23.2 huggingface_hub==1.33.0
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON' 2>"$folder/stderr" || { tail -5 "$folder/stderr"; exit 1; }
import logging
import sys
from collections import Counter
from importlib.metadata import version

import accelerate.utils as accelerate
import torch
import transformers.integrations.accelerate as transformers
from transformers import AutoModelForCausalLM, LlamaConfig

logging.disable(logging.CRITICAL)
print("accelerate", version("accelerate"), "transformers", version("transformers"))
config = LlamaConfig(hidden_size=2048, intermediate_size=8192, num_hidden_layers=16, num_attention_heads=32, num_key_value_heads=8,
                     vocab_size=128256, tie_word_embeddings=True)
with torch.device("meta"):
    model = AutoModelForCausalLM.from_config(config, dtype=torch.bfloat16)
model.tie_weights()
whole = list(model._no_split_modules)
sizes = accelerate.compute_module_sizes(model)
print(f"{model.num_parameters() / 1e6:.0f} million parameters, {config.vocab_size * config.hidden_size / 1e6:.0f} of them in the embedding")

def spread(library, gpus):
    room = library.get_balanced_memory(model, {gpu: 80 * 10**9 for gpu in range(gpus)}, whole)
    placed = library.infer_auto_device_map(model, room, whole)
    millions = Counter()
    for module, gpu in (placed[0] if isinstance(placed, tuple) else placed).items():
        millions[gpu] += sizes[module] / 2e6
    return {gpu: round(count) for gpu, count in sorted(millions.items())}

seen = {}
for name, library in (("accelerate", accelerate), ("transformers", transformers)):
    for gpus in (4, 8):
        seen[name, gpus] = spread(library, gpus)
        print(f"{name:12} {gpus} GPUs, millions of parameters on each: {seen[name, gpus]}")
if list(seen["accelerate", 8]) != [7] or len(seen["accelerate", 4]) != 4 or list(seen["transformers", 8]) != [0, 1, 2]:
    sys.exit("changed: the model is spread otherwise")
PYTHON
