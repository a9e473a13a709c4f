#!/usr/bin/env python3
"""Lets torchtitan judge generated configs, and compares what it says with planwright.

    python3 scripts/referee/torchtitan.py FOLDER [--count 2000] [--seed 1] [--verbose]

FOLDER holds `torchtitan/distributed/parallel_dims.py` of a release that reads TOML. `ParallelDims._validate` is run. The world size is told by
a comment, so that what rests on it is a warning of planwright's: errors and warnings count.
"""
import random
import sys

from common import Lenient, compare, fixtures, method, options, refused

KEYS = {
    "dp_replicate": "data_parallel_replicate_degree",
    "dp_shard": "data_parallel_shard_degree",
    "cp": "context_parallel_degree",
    "tp": "tensor_parallel_degree",
    "pp": "pipeline_parallel_degree",
    "ep": "expert_parallel_degree",
    "etp": "expert_tensor_parallel_degree",
}


def generated(count, seed):
    """Configs around those that hold: products near the world size, experts that borrow what is there."""
    rng = random.Random(seed)
    for _ in range(count):
        case = {
            "dp_replicate": rng.choice((1, 1, 1, 2)),
            "dp_shard": rng.choice((-1, -1, 1, 2, 3, 4, 8)),
            "cp": rng.choice((1, 1, 1, 2, 4)),
            "tp": rng.choice((1, 1, 2, 3, 4, 8)),
            "pp": rng.choice((1, 1, 2, 4)),
            "ep": rng.choice((1, 1, 2, 3, 4, 8, 16)),
        }
        case["etp"] = rng.choice((1, 1, 1, case["tp"], 2))
        product = case["dp_replicate"] * max(1, case["dp_shard"]) * case["cp"] * case["tp"] * case["pp"]
        case["world_size"] = product * rng.choice((1, 1, 1, 2, 4)) if rng.random() < 0.8 else rng.choice((8, 16, 32, 48, 64))
        yield case


def text_of(case):
    lines = "".join(f"{key} = {case[name]}\n" for name, key in KEYS.items())
    return f"# world size: {case['world_size']} GPUs\n\n[training]\nlocal_batch_size = 1\n\n[parallelism]\n{lines}"


def main():
    given = options(__doc__)
    check = method(given.folder / "torchtitan" / "distributed" / "parallel_dims.py", "ParallelDims", "_validate", {})
    def verdict(case):
        return refused(lambda: check(Lenient(**case)))

    def of_fixture(keys):
        case = {name: keys.get(key, -1 if name == "dp_shard" else 1) for name, key in KEYS.items()}
        # no world size in the file: one that the degrees fill
        return {**case, "world_size": case["dp_replicate"] * max(1, case["dp_shard"]) * case["cp"] * case["tp"] * case["pp"]}

    spoken = ("error", "warning")
    failed = compare("torchtitan", given, list(generated(given.count, given.seed)), text_of, verdict, ".toml", spoken)
    return failed | fixtures("torchtitan", of_fixture, verdict)


if __name__ == "__main__":
    sys.exit(main())
