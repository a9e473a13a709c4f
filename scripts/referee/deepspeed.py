#!/usr/bin/env python3
"""Lets DeepSpeed judge generated configs, and compares what it says with planwright.

    python3 scripts/referee/deepspeed.py FOLDER [--count 2000] [--seed 1] [--verbose]

FOLDER holds `deepspeed/runtime/config.py`. `_set_batch_related_parameters` and `_batch_assertion` are run for every number of GPUs up to 4,096:
the JSON does not tell it, so a config is refused where all of them are.
"""
import json
import random
import sys

from common import Lenient, compare, fixtures, method, options, refused

KEYS = ("train_batch_size", "train_micro_batch_size_per_gpu", "gradient_accumulation_steps")


def generated(count, seed):
    rng = random.Random(seed)
    for _ in range(count):
        case = {
            "train_batch_size": rng.choice((8, 16, 24, 32, 48, 64, 100, 128, 256, 1000, 1024)),
            "train_micro_batch_size_per_gpu": rng.choice((1, 2, 3, 4, 8, 16)),
            "gradient_accumulation_steps": rng.choice((1, 1, 2, 3, 4, 8, 16)),
        }
        # accumulation alone is filled up by the trainer that hands the config on
        for key in rng.sample(KEYS, rng.choice((0, 0, 0, 1))):
            del case[key]
        yield case


def main():
    given = options(__doc__)
    source = given.folder / "deepspeed" / "runtime" / "config.py"
    fill = method(source, "DeepSpeedConfig", "_set_batch_related_parameters", {})
    check = method(source, "DeepSpeedConfig", "_batch_assertion", {})

    def on(case, world):
        config = Lenient(**case, world_size=world)
        fill(config)
        check(config)

    def verdict(case):
        words = None
        for world in range(1, 4097):
            said = refused(lambda: on(case, world))
            if said is None:
                return None
            words = words or said
        return words

    def text_of(case):
        return json.dumps({**case, "bf16": {"enabled": True}, "zero_optimization": {"stage": 1}}, indent=2)

    def of_fixture(keys):
        # what the trainer fills in (`auto`) is left open
        return {key: keys[key] for key in KEYS if isinstance(keys.get(key), int)}

    failed = compare("deepspeed", given, list(generated(given.count, given.seed)), text_of, verdict, ".json")
    return failed | fixtures("deepspeed", of_fixture, verdict)


if __name__ == "__main__":
    sys.exit(main())
