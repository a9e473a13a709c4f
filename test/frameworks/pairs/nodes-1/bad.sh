#!/bin/bash
PERF_ARGS=(
   --tensor-model-parallel-size 2
   --sequence-parallel
   --pipeline-model-parallel-size 2
   --context-parallel-size 1
   --expert-model-parallel-size 8
   --expert-tensor-parallel-size 1
)
ray job submit --address="http://127.0.0.1:8265" -- python3 train.py \
   --actor-num-nodes 1 --actor-num-gpus-per-node 8 --colocate \
   --rollout-batch-size 32 --n-samples-per-prompt 8 --global-batch-size 256 \
   --rollout-num-gpus-per-engine 8 \
   "${PERF_ARGS[@]}"
