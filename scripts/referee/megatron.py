#!/usr/bin/env python3
"""Lets Megatron-LM judge generated commands, and compares what it says with planwright.

    python3 scripts/referee/megatron.py FOLDER [--count 2000] [--seed 1] [--verbose]

FOLDER holds `megatron/training/arguments.py` and `megatron/core/transformer/pipeline_parallel_layer_layout.py`. Of `validate_args` those
statements are run that judge degrees, batch and stages: from the size of the model to the overlap of virtual stages, others that touch none of
them left out. Layouts are counted by Megatron-LM's own parser.
"""
import ast
import random
import re
import sys

from common import Lenient, compare, method, options, refused, tree_of

JUDGED = re.compile(
    r"total_model_size|pipeline_model_parallel|data_parallel_size|expert_tensor_parallel_size|micro_batch_size|global_batch_size|num_layers"
)
NOT_ASKED = re.compile(
    r"torch|fsdp|ckpt|rl_|perform_rl|moe|numpy|retro|mamba|hybrid|encoder_num_layers|rank ==|print|train_samples|seq_length|recompute|deprecated"
)
FLAGS = {
    "tensor_model_parallel_size": "--tensor-model-parallel-size",
    "pipeline_model_parallel_size": "--pipeline-model-parallel-size",
    "context_parallel_size": "--context-parallel-size",
    "micro_batch_size": "--micro-batch-size",
    "num_layers": "--num-layers",
    "num_layers_per_virtual_pipeline_stage": "--num-layers-per-virtual-pipeline-stage",
    "num_virtual_stages_per_pipeline_rank": "--num-virtual-stages-per-pipeline-rank",
    "pipeline_model_parallel_layout": "--pipeline-model-parallel-layout",
}


def judging(path):
    """`validate_args` with the statements alone that are asked."""
    function = next(node for node in tree_of(path).body if isinstance(node, ast.FunctionDef) and node.name == "validate_args")
    kept = []
    for statement in function.body:
        text = ast.unparse(statement)
        if JUDGED.search(text) and not NOT_ASKED.search(text):
            kept.append(statement)
        # what follows judges other things
        if "overlap_p2p_comm" in text and "virtual_pipeline" in text:
            break
    function.body = kept
    return ast.fix_missing_locations(ast.Module(body=[function], type_ignores=[]))


def generated(count, seed):
    rng = random.Random(seed)
    for _ in range(count):
        case = {
            "nodes": rng.choice((1, 1, 2, 3, 4)),
            "gpus": rng.choice((4, 8, 8)),
            "tensor_model_parallel_size": rng.choice((1, 1, 2, 2, 3, 4)),
            "pipeline_model_parallel_size": rng.choice((1, 1, 2, 2, 4, 8)),
            "context_parallel_size": rng.choice((1, 1, 1, 2)),
            "micro_batch_size": 1,
            "num_layers": rng.choice((24, 30, 32, 32, 36, 48)),
            "overlap": rng.random() < 0.8,
        }
        which = rng.random()
        if which < 0.2:
            case["num_layers_per_virtual_pipeline_stage"] = rng.choice((1, 2, 3, 4))
        elif which < 0.35:
            case["pipeline_model_parallel_layout"] = f"Et*{rng.choice((1, 2))}|(tt|)*{rng.choice((2, 3, 5, 6))},t|{rng.choice(('', 'm|'))}L"
        yield case


def text_of(case):
    flags = [f"{flag} '{case[name]}'" for name, flag in FLAGS.items() if name in case]
    flags += [] if case["overlap"] else ["--no-overlap-p2p-communication"]
    return f"#!/bin/bash\ntorchrun --nnodes {case['nodes']} --nproc_per_node {case['gpus']} pretrain_gpt.py {' '.join(flags)}\n"


def main():
    given = options(__doc__)
    layout = given.folder / "megatron" / "core" / "transformer" / "pipeline_parallel_layer_layout.py"
    kinds = Lenient(embedding="embedding", loss="loss", decoder="decoder", mtp="mtp")
    parse = method(layout, "PipelineParallelLayerLayout", "parse_str_to_list", {"re": re, "LayerType": kinds})
    members = {"PipelineParallelLayerLayout": Lenient(get_num_stages_from_str=lambda text: len(parse(text)))}
    source = given.folder / "megatron" / "training" / "arguments.py"
    exec(compile(judging(source), str(source), "exec"), members)

    def verdict(case):
        args = Lenient(**case, world_size=case["nodes"] * case["gpus"], overlap_p2p_comm=case["overlap"])
        return refused(lambda: members["validate_args"](args))

    # of a world that does not divide, the words are those of `parallel_state`, which frameworks without these arguments stop with too
    def quoted(words):
        return words.replace("world size", "world_size").split(" by total_model_size")[0].split(" (num_stages")[0]

    return compare("megatron", given, list(generated(given.count, given.seed)), text_of, verdict, ".sh", quoted=quoted)


if __name__ == "__main__":
    sys.exit(main())
