#!/usr/bin/env bash
docker run -d --gpus '"device=1"' -p 8000:8000 vllm/vllm-openai:v0.9.0 --model Qwen/Qwen2.5-7B-Instruct --gpu-memory-utilization 0.65
docker run -d --gpus '"device=1"' -p 8001:8000 vllm/vllm-openai:v0.9.0 --model Qwen/Qwen2.5-3B-Instruct --gpu-memory-utilization 0.45
