#!/usr/bin/env python3
"""Lets vLLM judge generated commands, and compares what it says with planwright.

    python3 scripts/referee/vllm.py FOLDER [--count 2000] [--seed 1] [--verbose]

FOLDER holds `vllm/config/parallel.py`. `ParallelConfig._validate_parallel_config` is run, and nothing of the hardware is asked.
"""
import random
import sys

from common import Lenient, compare, method, options, refused

FLAGS = {
    "tensor_parallel_size": "--tensor-parallel-size",
    "data_parallel_size": "--data-parallel-size",
    "data_parallel_size_local": "--data-parallel-size-local",
    "prefill_context_parallel_size": "--prefill-context-parallel-size",
    "decode_context_parallel_size": "--decode-context-parallel-size",
}


def generated(count, seed):
    """Commands around those that hold: most degrees 1, DCP mostly among what is allowed."""
    rng = random.Random(seed)
    for _ in range(count):
        tp = rng.choice((1, 2, 4, 6, 8))
        dp = rng.choice((1, 1, 1, 2, 4))
        pcp = rng.choice((1, 1, 1, 2, 4))
        eplb = rng.random() < 0.2
        yield {
            "tensor_parallel_size": tp,
            "data_parallel_size": dp,
            "data_parallel_size_local": rng.choice((dp, dp, 1, 2, 4)) if rng.random() < 0.4 else dp,
            "prefill_context_parallel_size": pcp,
            "decode_context_parallel_size": rng.choice((1, 1, 1, 2, 3, 4, pcp, tp, tp * pcp)),
            "enable_eplb": eplb,
            "enable_expert_parallel": rng.random() < (0.8 if eplb else 0.3),
            "redundant": rng.choice((0, 0, 0, 8)) if eplb or rng.random() < 0.1 else 0,
        }


def text_of(case):
    flags = [f"{flag} {case[name]}" for name, flag in FLAGS.items() if case[name] != 1 or name == "tensor_parallel_size"]
    flags += ["--enable-eplb"] * case["enable_eplb"] + ["--enable-expert-parallel"] * case["enable_expert_parallel"]
    flags += [f"--eplb-config.num_redundant_experts {case['redundant']}"] * (case["redundant"] > 0)
    return f"#!/bin/bash\nvllm serve org/model {' '.join(flags)}\n"


def main():
    given = options(__doc__)
    device = Lenient(is_cuda_alike=lambda: True)
    check = method(
        given.folder / "vllm" / "config" / "parallel.py", "ParallelConfig", "_validate_parallel_config", {"current_platform": device}
    )

    def verdict(case):
        config = Lenient(**case, eplb_config=Lenient(num_redundant_experts=case["redundant"]), _api_process_rank=0, _api_process_count=1)
        return refused(lambda: check(config))

    return compare("vllm", given, list(generated(given.count, given.seed)), text_of, verdict, ".sh")


if __name__ == "__main__":
    sys.exit(main())
