#!/usr/bin/env python3
"""Lets Accelerate judge generated configs, and compares what it says with planwright.

    python3 scripts/referee/accelerate.py FOLDER [--count 2000] [--seed 1] [--verbose]

FOLDER holds the package `accelerate` (an unpacked wheel, or `src` of a checkout). Its own `ParallelismConfig` is loaded with stand-ins for what
needs torch, and its `__post_init__` and `_validate_accelerator` are run. Python's own library is enough. The configs are files in a temporary
folder; planwright reads them from there. Exit status 1 where the two disagree.
"""
import argparse
import importlib.util
import json
import random
import subprocess
import sys
import tempfile
import types
import warnings
from pathlib import Path

AXES = ("dp_replicate", "dp_shard", "tp", "cp", "sp")
ROOT = Path(__file__).resolve().parents[2]


class Anything:
    """Stands for handlers that are made and never looked at."""

    def __init__(self, *_, **__):
        pass


class Accelerator:
    """What the check asks of the running program, as a config file makes it."""

    def __init__(self, kind, version, processes):
        self.num_processes = processes
        self.distributed_type = "DEEPSPEED" if kind == "DEEPSPEED" else kind
        self.multi_device = kind == "MULTI_GPU" and processes > 1
        self.is_fsdp2 = kind == "FSDP" and version == 2
        self.is_main_process = False


def load(folder):
    """The class itself, and the package's version."""
    source = folder / "accelerate" / "parallelism_config.py"
    if not source.is_file():
        sys.exit(f"{source}: not there")

    def module(name, **members):
        made = types.ModuleType(name)
        made.__dict__.update(members)
        sys.modules[name] = made

    module("accelerate", __path__=[])
    module("accelerate.utils", __path__=[])
    module(
        "accelerate.utils.dataclasses",
        DeepSpeedSequenceParallelConfig=Anything,
        DistributedType=types.SimpleNamespace(DEEPSPEED="DEEPSPEED"),
        TorchContextParallelConfig=Anything,
        TorchTensorParallelConfig=Anything,
    )
    module("accelerate.utils.versions", is_torch_version=lambda *_: True)
    spec = importlib.util.spec_from_file_location("accelerate.parallelism_config", source)
    loaded = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = loaded
    spec.loader.exec_module(loaded)
    found = [line.split('"')[1] for line in (folder / "accelerate" / "__init__.py").read_text().splitlines() if line.startswith("__version__")]
    return loaded.ParallelismConfig, found[0] if found else "unknown"


def generated(count, seed):
    """Configs around those that hold: most axes 1, products near the processes."""
    rng = random.Random(seed)
    for _ in range(count):
        kind, version = rng.choice((("FSDP", 2), ("FSDP", 2), ("FSDP", 2), ("FSDP", 1), ("MULTI_GPU", None), ("DEEPSPEED", None)))
        sizes = {axis: rng.choice((1, 1, 1, 2, 2, 3, 4, 8)) for axis in AXES}
        if rng.random() < 0.6:
            sizes["cp"] = 1
        if rng.random() < 0.7:
            sizes["sp"] = 1
        product = 1
        for size in sizes.values():
            product *= size
        # one process is no distributed run, whatever the config calls it
        processes = max(2, product) if rng.random() < 0.6 else rng.choice((2, 3, 4, 6, 8, 12, 16))
        yield kind, version, processes, sizes


def text_of(kind, version, processes, sizes):
    fsdp = f"fsdp_config:\n  fsdp_version: {version}\n" if version else ""
    axes = "".join(f"  parallelism_config_{axis}_size: {size}\n" for axis, size in sizes.items())
    return (
        f"compute_environment: LOCAL_MACHINE\ndistributed_type: {kind}\n{fsdp}num_machines: 1\nnum_processes: {processes}\n"
        f"use_parallelism_config: true\nparallelism_config:\n{axes}"
    )


def verdict(config_class, kind, version, processes, sizes):
    """None where it is taken, else what it stops with."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            config = config_class(**{f"{axis}_size": size for axis, size in sizes.items()})
            config._validate_accelerator(Accelerator(kind, version, processes))
    except ValueError as error:
        return str(error)
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    config_class, version = load(options.folder)
    cases = list(generated(options.count, options.seed))
    with tempfile.TemporaryDirectory() as folder:
        for index, case in enumerate(cases):
            Path(folder, f"{index:05}.yaml").write_text(text_of(*case))
        run = subprocess.run(
            ["node", str(ROOT / "bin" / "planwright.mjs"), "check", "--format", "json", folder], capture_output=True, text=True, check=False
        )
    told = {}
    for document in json.loads(run.stdout)["documents"]:
        errors = [finding["message"] for finding in document["findings"] if finding["severity"] == "error"]
        told[int(Path(document["path"]).stem)] = errors
    counts = {"both accept": 0, "both refuse": 0, "refused, not told": 0, "accepted, told": 0}
    quoted = 0
    for index, case in enumerate(cases):
        theirs, ours = verdict(config_class, *case), told.get(index, [])
        name = ("both refuse" if ours else "refused, not told") if theirs else ("accepted, told" if ours else "both accept")
        counts[name] += 1
        if theirs and ours:
            # the words up to the first figure or bracket that only the run knows
            quoted += any(theirs.split(". ")[0].split(" (")[0][:60] in message for message in ours)
        if options.verbose and name in ("refused, not told", "accepted, told"):
            print(f"{name}: {case}\n  theirs: {theirs}\n  ours: {ours}")
    print(f"accelerate {version}, {len(cases)} configs, seed {options.seed}: " + ", ".join(f"{name} {count}" for name, count in counts.items()))
    print(f"its own words quoted in {quoted} of {counts['both refuse']} refusals")
    return 1 if counts["refused, not told"] or counts["accepted, told"] else 0


if __name__ == "__main__":
    sys.exit(main())
