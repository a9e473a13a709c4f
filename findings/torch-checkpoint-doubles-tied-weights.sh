#!/usr/bin/env bash
# PyTorch: a distributed checkpoint writes tied weights twice, the plain one of the same state once.
#
# Expected: a model of 1.1 million parameters whose output layer is its embedding (1 million) takes the same 4.4 MB in every format.
# Happens:  `torch.save` writes 4.4 MB; `torch.distributed.checkpoint.save` writes 8.4 MB for the same state: the shared storage goes to disk under
#           both names. safetensors refuses to write the state at all.
# Met by:   plans that take the size of a checkpoint from the number of parameters: with tied embeddings the sharded one that training
#           writes is larger by the embedding, which for a small model with a large vocabulary is most of the model.
# Package:  torch 2.13.0, torch/distributed/checkpoint/state_dict_saver.py `save` (planner: default_planner.py `create_default_local_save_plan`,
#           one write item a name); safetensors 0.8.0, safetensors/torch.py `save_file`.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet torch==2.13.0 safetensors==0.8.0 numpy==2.4.6 packaging==26.3
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON' 2>"$folder/stderr" || { tail -5 "$folder/stderr"; exit 1; }
import os
import sys
import warnings
from importlib.metadata import version

import torch
import torch.distributed.checkpoint as checkpoint
from safetensors.torch import save_file

warnings.simplefilter("ignore")
print("torch", version("torch"), "safetensors", version("safetensors"))

class Model(torch.nn.Module):
    def __init__(self, tied):
        super().__init__()
        self.embedding = torch.nn.Embedding(4000, 250)
        self.middle = torch.nn.Linear(250, 400, bias=False)
        self.head = torch.nn.Linear(250, 4000, bias=False)
        if tied:
            self.head.weight = self.embedding.weight

seen = {}
for tied in (True, False):
    model = Model(tied)
    state = model.state_dict()
    checkpoint.save(state, checkpoint_id=f"sharded-{tied}", no_dist=True)
    torch.save(state, f"plain-{tied}.pt")
    try:
        save_file(state, f"{tied}.safetensors")
        safe = "written"
    except RuntimeError:
        safe = "refused"
    sharded = sum(entry.stat().st_size for entry in os.scandir(f"sharded-{tied}"))
    parameters = sum(part.numel() for part in model.parameters())
    seen[tied] = (parameters, round(os.path.getsize(f"plain-{tied}.pt") / 1e6, 1), round(sharded / 1e6, 1), safe)
    print(f"tied {tied}: {parameters:,} parameters, torch.save {seen[tied][1]} MB, distributed checkpoint {seen[tied][2]} MB, safetensors {safe}")
if seen != {True: (1_100_000, 4.4, 8.4, "refused"), False: (2_100_000, 8.4, 8.4, "written")}:
    sys.exit("changed: tied weights are written otherwise")
PYTHON
