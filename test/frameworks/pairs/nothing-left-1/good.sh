#!/bin/bash
ROLLOUT_ARGS=(
   --prompt-data data/dapo.jsonl
   --num-rollout 1
   --rollout-batch-size 16
   --n-samples-per-prompt 4
   --global-batch-size 64
)
PERF_ARGS=(
   --tensor-model-parallel-size 2
   --sequence-parallel
   --pipeline-model-parallel-size 1
)
ray job submit --address="http://127.0.0.1:8265" \
   -- python3 train.py \
   --actor-num-nodes 1 \
   --actor-num-gpus-per-node 8 \
   --colocate \
   ${ROLLOUT_ARGS[@]} \
   ${PERF_ARGS[@]}
