#!/bin/bash
CUDA_VISIBLE_DEVICES=0 vllm serve Qwen/Qwen2.5-7B-Instruct --gpu-memory-utilization 0.7 --port 8000 &
CUDA_VISIBLE_DEVICES=0 vllm serve Qwen/Qwen2.5-3B-Instruct --gpu-memory-utilization 0.5 --port 8001 &
wait
