export CUDA_VISIBLE_DEVICES=0,1,2,3
NPROC_PER_NODE=4 swift rlhf --rlhf_type grpo --model Qwen/Qwen2.5-7B-Instruct \
  --per_device_train_batch_size 1 --gradient_accumulation_steps 1 --num_generations 4 \
  --train_type lora --max_completion_length 1024
