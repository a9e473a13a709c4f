#!/usr/bin/env bash
# PEFT: one rank, three adapter sizes for the experts of one model.
#
# Expected: LoRA of rank 8 on the experts of Mixtral 8x7B adds r · (in + out) per matrix: 32 layers × 8 experts × 3 matrices ×
#           8 × (4,096 + 14,336) = 113.2 million parameters, however the experts are named.
# Happens:  named by their old names (w1, w2, w3) they get 172.0 million: the first two are one parameter now, and its rank becomes 16, so
#           that the wide side is counted for both halves twice. Named by that parameter they get 104.9 million: rank 8 for both halves
#           together. "all-linear" takes the first way, and so reaches the experts although no expert is a Linear.
# Met by:   whoever works out the gradients and optimizer states of an adapter from its rank, or the size of an adapter that a server
#           is to hold; a server's own `max_lora_rank` of 8 meets an adapter of rank 16.
# Package:  peft 0.21.0 with transformers 5.18.0, peft/utils/transformers_weight_conversion.py `_convert_peft_config_moe`.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet peft==0.21.0 transformers==5.18.0 accelerate==1.15.0 torch==2.13.0 numpy==2.4.6 tokenizers==0.23.2 huggingface_hub==1.33.0
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON' 2>"$folder/stderr" || { tail -5 "$folder/stderr"; exit 1; }
import sys
from importlib.metadata import version

import torch
from peft import LoraConfig, get_peft_model
from transformers import AutoModelForCausalLM, MixtralConfig

print("peft", version("peft"), "transformers", version("transformers"))
config = MixtralConfig(hidden_size=4096, intermediate_size=14336, num_hidden_layers=32, num_attention_heads=32, num_key_value_heads=8,
                       vocab_size=32000, num_local_experts=8)

def adapter(**targets):
    with torch.device("meta"):
        model = AutoModelForCausalLM.from_config(config)
    model = get_peft_model(model, LoraConfig(task_type="CAUSAL_LM", r=8, lora_alpha=16, **targets))
    parts = {name: tuple(part.shape) for name, part in model.named_parameters() if part.requires_grad and ".experts." in name}
    first = sorted(shape for name, shape in parts.items() if ".layers.0." in name)
    return sum(rows * columns for rows, columns in parts.values()), first

by_hand = 32 * 8 * 3 * 8 * (4096 + 14336)
print(f"by hand:           {by_hand:,}")
seen = {
    "old names": adapter(target_modules=["w1", "w2", "w3"]),
    "all-linear": adapter(target_modules="all-linear"),
    "parameters": adapter(target_modules=[], target_parameters=["mlp.experts.gate_up_proj", "mlp.experts.down_proj"]),
}
for way, (count, shapes) in seen.items():
    print(f"{way + ':':18} {count:,}, layer 0: {shapes}")
if by_hand != 113_246_208 or [count for count, _ in seen.values()] != [171_966_464, 171_966_464, 104_857_600]:
    sys.exit("changed: the adapters have other sizes")
PYTHON
