#!/bin/bash
# 1x H100 80GB
vllm serve Qwen/Qwen3.8-27B --max-model-len 132000 --gpu-memory-utilization 0.90 --port 8000
