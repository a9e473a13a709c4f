#!/usr/bin/env python3
"""Lets Accelerate judge generated configs, and compares what it says with planwright.

    python3 scripts/referee/accelerate.py FOLDER [--count 2000] [--seed 1] [--verbose]

FOLDER holds the package `accelerate` (an unpacked wheel, or `src` of a checkout). Its own `ParallelismConfig` is loaded with stand-ins for what
needs torch, and its `__post_init__` and `_validate_accelerator` are run. Python's own library is enough. The configs are files in a temporary
folder; planwright reads them from there. Exit status 1 where the two disagree.
"""
import importlib.util
import random
import sys
import types
import warnings

from common import compare, fixtures, options, refused

AXES = ("dp_replicate", "dp_shard", "tp", "cp", "sp")


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


def text_of(case):
    kind, version, processes, sizes = case
    fsdp = f"fsdp_config:\n  fsdp_version: {version}\n" if version else ""
    axes = "".join(f"  parallelism_config_{axis}_size: {size}\n" for axis, size in sizes.items())
    return (
        f"compute_environment: LOCAL_MACHINE\ndistributed_type: {kind}\n{fsdp}num_machines: 1\nnum_processes: {processes}\n"
        f"use_parallelism_config: true\nparallelism_config:\n{axes}"
    )


def main():
    given = options(__doc__)
    config_class, version = load(given.folder)

    def check(kind, fsdp, processes, sizes):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            config = config_class(**{f"{axis}_size": size for axis, size in sizes.items()})
            config._validate_accelerator(Accelerator(kind, fsdp, processes))

    def verdict(case):
        return refused(lambda: check(*case))

    def of_fixture(keys):
        sizes = {axis: keys.get(f"parallelism_config_{axis}_size", 1) for axis in AXES}
        return keys["distributed_type"], keys.get("fsdp_version", 2), keys["num_processes"], sizes

    cases = list(generated(given.count, given.seed))
    failed = compare(f"accelerate {version}", given, cases, text_of, verdict, ".yaml")
    return failed | fixtures("accelerate", of_fixture, verdict)


if __name__ == "__main__":
    sys.exit(main())
