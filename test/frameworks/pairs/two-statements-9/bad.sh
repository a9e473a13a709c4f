#!/bin/bash
#SBATCH --job-name=m
#SBATCH --nodes=4
#SBATCH --gres=gpu:8
#SBATCH --ntasks-per-node=8
GPUS_PER_NODE=16
NNODES=$SLURM_NNODES
srun torchrun --nnodes $NNODES --nproc_per_node $GPUS_PER_NODE pretrain_gpt.py --tensor-model-parallel-size 4 --num-layers 32 --hidden-size 4096 --num-attention-heads 32 --micro-batch-size 1 --global-batch-size 128 --seq-length 4096
