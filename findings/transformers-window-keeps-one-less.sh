#!/usr/bin/env bash
# Transformers: a sliding window of W tokens keeps W − 1 of them in the default cache and W in the static one.
#
# Expected: both caches of one model with `sliding_window` 16 hold keys of 16 tokens once the window is full.
# Happens:  the dynamic cache keeps 15: the token that is being decoded is the sixteenth. The static cache holds 16 from the first
#           token on.
# Met by:   whoever counts KV cache to the token, or checks a formula against measured shapes: the error is one token a layer
#           and sequence, and it has the other sign before the window is full.
# Package:  transformers 5.18.0, transformers/cache_utils.py `DynamicSlidingWindowLayer.update`, `StaticSlidingWindowLayer`.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet transformers==5.18.0 torch==2.13.0 numpy==2.4.6 tokenizers==0.23.2 huggingface_hub==1.33.0
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON' 2>"$folder/stderr" || { tail -5 "$folder/stderr"; exit 1; }
import sys
from importlib.metadata import version

import torch
from transformers import AutoModelForCausalLM, DynamicCache, MistralConfig, StaticCache

print("transformers", version("transformers"))
config = MistralConfig(hidden_size=64, intermediate_size=64, num_hidden_layers=1, num_attention_heads=4, num_key_value_heads=2,
                       vocab_size=100, sliding_window=16, max_position_embeddings=256)
model = AutoModelForCausalLM.from_config(config)
seen = {}
for tokens in (10, 15, 16, 40):
    for cache in (DynamicCache(config=config), StaticCache(config=config, max_cache_len=100)):
        with torch.no_grad():
            model(torch.zeros(1, tokens, dtype=torch.long), past_key_values=cache)
        seen.setdefault(tokens, []).append(cache.layers[0].keys.shape[2])
    print(f"{tokens} tokens, window 16: dynamic cache keeps {seen[tokens][0]}, static cache holds {seen[tokens][1]}")
if seen != {10: [10, 16], 15: [15, 16], 16: [15, 16], 40: [15, 16]}:
    sys.exit("changed: the caches keep other lengths")
PYTHON
