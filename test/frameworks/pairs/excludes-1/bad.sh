#!/bin/bash
MODEL_ARGS=(
  --num-layers 61
  --hidden-size 7168
  --num-attention-heads 128
)
torchrun --nnodes 8 --nproc_per_node 8 pretrain_gpt.py "${MODEL_ARGS[@]}" \
  --tensor-model-parallel-size 8 --pipeline-model-parallel-size 8 \
  --decoder-first-pipeline-num-layers 7 --decoder-last-pipeline-num-layers 5 \
  --micro-batch-size 1 --global-batch-size 64 --seq-length 4096
