#!/bin/bash
MODEL=Qwen/Qwen3-32B
python3 -m sglang.launch_server --model-path $MODEL --disaggregation-mode prefill \
  --tp 2 --page-size 16 --base-gpu-id 0 --port 30000 --disaggregation-ib-device mlx5_0 &
python3 -m sglang.launch_server --model-path $MODEL --disaggregation-mode decode \
  --tp 2 --page-size 16 --base-gpu-id 2 --port 30001 --disaggregation-ib-device mlx5_0 &
wait
