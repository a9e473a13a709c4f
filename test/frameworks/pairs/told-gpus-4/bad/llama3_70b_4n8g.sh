#!/bin/bash
GPUS_PER_NODE=8
python pretrain_gpt.py --tensor-model-parallel-size 8 --pipeline-model-parallel-size 8 \
  --num-layers 80 --hidden-size 8192 --num-attention-heads 64 --group-query-attention --num-query-groups 8 \
  --micro-batch-size 1 --global-batch-size 256
