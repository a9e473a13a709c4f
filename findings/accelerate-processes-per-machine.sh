#!/usr/bin/env bash
# Accelerate: `num_processes` that the machines do not divide is rounded down, silently.
#
# Expected: 20 processes on 3 machines is refused, or some machine runs more processes than another (7 + 7 + 6).
# Happens:  every machine gets 20 // 3 = 6 processes; the job has a world of 18 and neither a warning nor an error.
#           5 processes on 8 machines come to 0 a machine.
# Met by:   whoever writes `num_processes` and `num_machines` in an Accelerate config, and whoever works out the data-parallel size or
#           the global batch size from them: the figure in the file is not the figure that runs.
# Package:  accelerate 1.15.0, accelerate/utils/launch.py `prepare_multi_gpu_env` (the same division stands in the MPI and in both
#           DeepSpeed paths of that file); parsed by accelerate/commands/launch.py `launch_command_parser`.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet accelerate==1.15.0 torch==2.13.0 numpy==2.4.6 huggingface_hub==1.33.0
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON' 2>"$folder/stderr" || { tail -5 "$folder/stderr"; exit 1; }
import sys
import warnings
from importlib.metadata import version

from accelerate.commands.launch import launch_command_parser
from accelerate.utils.launch import prepare_multi_gpu_env

print("accelerate", version("accelerate"))
seen = {}
with warnings.catch_warnings(record=True) as told:
    warnings.simplefilter("always")
    for processes, machines in ((24, 3), (20, 3), (5, 8)):
        args = launch_command_parser().parse_args(
            f"--multi_gpu --num_processes {processes} --num_machines {machines} --machine_rank 0 "
            "--main_process_ip 10.0.0.1 --main_process_port 29500 --mixed_precision bf16 --dynamo_backend no train.py".split()
        )
        prepare_multi_gpu_env(args)
        each = int(args.nproc_per_node)
        seen[processes, machines] = each
        print(f"{processes} processes on {machines} machines: {each} a machine, a world of {each * machines}")
print("warnings:", len(told))
if seen != {(24, 3): 8, (20, 3): 6, (5, 8): 0} or told:
    sys.exit("changed: the division is no longer rounded down in silence")
PYTHON
