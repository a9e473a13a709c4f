CUDA_VISIBLE_DEVICES=0,1,2,3 NPROC_PER_NODE=4 \
swift rlhf \
  --rlhf_type grpo \
  --model Qwen/Qwen2.5-7B-Instruct \
  --train_type lora \
  --per_device_train_batch_size 2 \
  --gradient_accumulation_steps 1 \
  --num_generations 6 \
  --max_completion_length 1024
