#!/usr/bin/env python3
"""Lets verl judge generated configs, and compares what it says with planwright.

    python3 scripts/referee/verl.py FOLDER [--count 2000] [--seed 1] [--verbose]

FOLDER holds `verl/utils/config.py` and `verl/workers/config/actor.py`. `validate_config` is run up to and with `ActorConfig.validate`; what
workers assert later (DP against the mini-batch) is another check, and configs that only it refuses are not made.
"""
import random
import sys

from common import Lenient, compare, fixtures, method, options, refused


def generated(count, seed):
    rng = random.Random(seed)
    while count > 0:
        gpus, nodes = rng.choice((4, 8)), rng.choice((1, 1, 2))
        case = {
            "gpus": gpus,
            "nodes": nodes,
            "strategy": rng.choice(("fsdp", "fsdp2", "megatron")),
            "dynamic": rng.random() < 0.2,
            "train": rng.choice((16, 32, 48, 60, 64, 100, 128, 256)),
            "n": rng.choice((1, 1, 2, 3, 5, 8)),
            "mini": rng.choice((16, 32, 48, 64, 128, 256)),
            "micro": rng.choice((1, 1, 2, 4)),
            "tp": rng.choice((1, 2, 3, 4)),
            "pp": rng.choice((1, 1, 2)),
            "cp": rng.choice((1, 1, 2)),
            "old": rng.choice((None, None, None, 8, 16, 24, 32)),
        }
        if case["strategy"] != "megatron":
            case.update(tp=1, pp=1, cp=1)
        else:
            case["old"] = None
        model = case["tp"] * case["pp"] * case["cp"]
        # what the workers refuse, and a batch that is no multiple of the mini-batch, of which the last part is left over
        ranks = gpus * nodes // model if gpus * nodes % model == 0 else 1
        # with a batch cut by tokens Megatron judges the degrees, not the config
        if case["dynamic"] and gpus * nodes % model:
            continue
        if case["mini"] * case["n"] % ranks or (case["train"] >= case["mini"] and case["train"] % case["mini"]):
            continue
        count -= 1
        yield case


def text_of(case):
    megatron = case["strategy"] == "megatron"
    shape = (
        f"    megatron: {{tensor_model_parallel_size: {case['tp']}, pipeline_model_parallel_size: {case['pp']}, "
        f"context_parallel_size: {case['cp']}}}\n"
        if megatron
        else ""
    )
    micro = f"ppo_micro_batch_size: {case['old']}" if case["old"] else f"ppo_micro_batch_size_per_gpu: {case['micro']}"
    return (
        f"data: {{train_batch_size: {case['train']}}}\nactor_rollout_ref:\n  actor:\n    strategy: {case['strategy']}\n"
        f"    use_dynamic_bsz: {'true' if case['dynamic'] else 'false'}\n    ppo_mini_batch_size: {case['mini']}\n    {micro}\n{shape}"
        f"  rollout: {{name: vllm, n: {case['n']}, tensor_model_parallel_size: 1}}\n"
        f"trainer: {{nnodes: {case['nodes']}, n_gpus_per_node: {case['gpus']}}}\n"
    )


def main():
    given = options(__doc__)
    actor = method(given.folder / "verl" / "workers" / "config" / "actor.py", "ActorConfig", "validate", {})

    def made(config):
        return Lenient(validate=lambda *values: actor(config, *values))

    check = method(given.folder / "verl" / "utils" / "config.py", None, "validate_config", {"omega_conf_to_dataclass": made, "print": str})

    def verdict(case):
        megatron = Lenient(
            tensor_model_parallel_size=case["tp"], pipeline_model_parallel_size=case["pp"], context_parallel_size=case["cp"]
        )
        actor_config = Lenient(
            strategy=case["strategy"],
            use_dynamic_bsz=case["dynamic"],
            ppo_mini_batch_size=case["mini"],
            ppo_micro_batch_size=case["old"],
            ppo_micro_batch_size_per_gpu=None if case["old"] else case["micro"],
            ulysses_sequence_parallel_size=1,
            megatron=megatron,
        )
        rollout = Lenient(n=case["n"], log_prob_micro_batch_size_per_gpu=1, val_kwargs=Lenient(do_sample=False))
        config = Lenient(
            trainer=Lenient(n_gpus_per_node=case["gpus"], nnodes=case["nodes"]),
            data=Lenient(train_batch_size=case["train"]),
            algorithm=Lenient(filter_zero_adv=Lenient()),
            actor_rollout_ref=Lenient(actor=actor_config, rollout=rollout, ref=Lenient(), model=Lenient()),
        )
        return refused(lambda: check(config, False, False))

    def of_fixture(keys):
        case = {"gpus": keys["n_gpus_per_node"], "nodes": keys["nnodes"], "strategy": keys.get("strategy", "fsdp"), "dynamic": False}
        case.update(train=keys["train_batch_size"], n=keys.get("n", 1), mini=keys["ppo_mini_batch_size"], micro=1, old=None)
        return {**case, "tp": 1, "pp": 1, "cp": 1}

    failed = compare("verl", given, list(generated(given.count, given.seed)), text_of, verdict, ".yaml")
    return failed | fixtures("verl", of_fixture, verdict)


if __name__ == "__main__":
    sys.exit(main())
