#!/bin/bash
# seven GPUs train, the eighth generates
accelerate launch --config_file recipes/zero3.yaml --num_processes=7 src/open_r1/grpo.py \
  --model_name_or_path Qwen/Qwen2.5-Math-7B \
  --use_vllm true \
  --per_device_train_batch_size 1 \
  --gradient_accumulation_steps 1 \
  --num_generations 7 \
  --max_completion_length 1024
