#!/bin/bash
# one H100 80GB
vllm serve Qwen/Qwen3.6-27B-FP8 \
  --gpu-memory-utilization 0.95 \
  --max-model-len 65536 \
  --max-num-seqs 1024
