#!/usr/bin/env python3
"""Lets TRL judge generated commands, and compares what it says with planwright.

    python3 scripts/referee/trl.py FOLDER [--count 2000] [--seed 1] [--verbose]

FOLDER holds the package `trl` (an unpacked wheel, or a checkout). `GRPOConfig.__post_init__` is run on what a command line gives it.
"""
import random
import sys
import warnings

from common import Lenient, compare, fixtures, method, options, refused


class Base(Lenient):
    """Stands for TrainingArguments, whose own checks are not asked."""

    def __post_init__(self):
        pass


def generated(count, seed):
    """Commands around those that hold; every third names the batch of a generation, few both that and its steps."""
    rng = random.Random(seed)
    for _ in range(count):
        case = {
            "processes": rng.choice((1, 2, 3, 4, 6, 7, 8, 16)),
            "per_device_train_batch_size": rng.choice((1, 1, 2, 3, 4, 8)),
            "gradient_accumulation_steps": rng.choice((1, 1, 2, 3, 4, 8)),
            "num_generations": rng.choice((1, 2, 3, 4, 5, 6, 7, 8, 8, 16)),
        }
        batch = case["processes"] * case["per_device_train_batch_size"]
        which = rng.random()
        if which < 0.35:
            case["generation_batch_size"] = rng.choice((batch * rng.choice((1, 2, 4)), batch * 2 + 1, 32, 48, 64))
        if which < 0.05 or 0.9 < which:
            case["steps_per_generation"] = rng.choice((1, 2, 3, 4, 8))
        yield case


def text_of(case):
    flags = " ".join(f"--{name} {value}" for name, value in case.items() if name != "processes")
    return f"#!/bin/bash\naccelerate launch --num_processes {case['processes']} train_grpo.py --model_name_or_path org/model {flags}\n"


def main():
    given = options(__doc__)
    source = given.folder / "trl" / "trainer" / "grpo_config.py"
    check = method(source, "GRPOConfig", "__post_init__", {"warnings": warnings, "super": lambda: Base()})
    version = next((path.name.split("-")[1].removesuffix(".dist") for path in given.folder.glob("trl-*.dist-info")), "of a checkout")

    def verdict(case):
        config = Base(**{name: value for name, value in case.items() if name != "processes"}, world_size=case["processes"])
        return refused(lambda: check(config))

    def of_fixture(keys):
        names = ("per_device_train_batch_size", "gradient_accumulation_steps", "num_generations", "generation_batch_size")
        # without a launcher in the file one process runs
        return {"processes": keys.get("num_processes", 1), "gradient_accumulation_steps": 1, **{name: keys[name] for name in names if name in keys}}

    failed = compare(f"trl {version}", given, list(generated(given.count, given.seed)), text_of, verdict, ".sh", quoted=str)
    return failed | fixtures("trl", of_fixture, verdict)


if __name__ == "__main__":
    sys.exit(main())
