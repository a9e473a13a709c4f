#!/usr/bin/env bash
# PyTorch: interleaved 1F1B on 4 ranks takes 3, 5, 6, 7 and 10 micro-batches and refuses 9, 11, 13 and 14; plain 1F1B does the reverse.
#
# Expected: as in Megatron-LM, interleaving wants a multiple of the pipeline size (4, 8, 12 …); or any number will do.
# Happens:  the micro-batches must divide by the number of rounds, m // pp (at least 1): below 2 × pp there is one round and anything goes, even
#           fewer micro-batches than ranks; from there on 10 = 2 × 5 is taken and 9 is not; from 12 on (three rounds) 15 is taken and 14 is
#           not. The plain 1F1B schedule has no such rule, but refuses fewer micro-batches than stages, which interleaving takes.
# Met by:   plans that name a schedule of torch.distributed.pipelining (torchtitan does) beside a number of micro-batches.
# Package:  torch 2.13.0, torch/distributed/pipelining/schedules.py `ScheduleInterleaved1F1B` and `Schedule1F1B`.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet torch==2.13.0 numpy==2.4.6
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON' 2>"$folder/stderr" || { tail -5 "$folder/stderr"; exit 1; }
import sys

import torch
import torch.distributed as distributed
from torch.distributed.pipelining import PipelineStage, Schedule1F1B, ScheduleInterleaved1F1B
from torch.testing._internal.distributed.fake_pg import FakeStore

print("torch", torch.__version__)
ranks = 4
distributed.init_process_group("fake", rank=0, world_size=ranks, store=FakeStore())

def stage(index, stages):
    return PipelineStage(torch.nn.Linear(4, 4), index, stages, torch.device("cpu"))

def taken(build):
    def tried(count):
        try:
            build(count)
            return True
        except ValueError:
            return False
    return [count for count in range(1, 17) if tried(count)]

plain = taken(lambda count: Schedule1F1B(stage(0, ranks), count))
interleaved = taken(lambda count: ScheduleInterleaved1F1B([stage(0, 2 * ranks), stage(ranks, 2 * ranks)], count))
print("of 1 to 16 micro-batches on 4 ranks")
print("1F1B takes            ", plain)
print("Interleaved1F1B takes ", interleaved)
if plain != list(range(4, 17)) or interleaved != [1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 15, 16]:
    sys.exit("changed: other numbers of micro-batches are taken")
PYTHON
