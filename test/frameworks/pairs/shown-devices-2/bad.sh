#!/bin/bash
docker run -d --name llm \
  --gpus '"device=0,1"' \
  -v /data/models:/models \
  -p 8000:8000 --ipc host \
  vllm/vllm-openai:v0.12.0 \
  --model /models/Qwen2.5-32B-Instruct --tensor-parallel-size 4
