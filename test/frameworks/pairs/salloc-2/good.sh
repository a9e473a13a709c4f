#!/bin/bash
#SBATCH --nodes=4
#SBATCH --gres=gpu:4
uv run examples/run_grpo.py --config examples/configs/grpo.yaml cluster.num_nodes=4 cluster.gpus_per_node=4 policy.train_global_batch_size=64
