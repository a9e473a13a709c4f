accelerate launch --num_processes 6 --config_file zero2.yaml train_grpo.py \
  --model_name_or_path Qwen/Qwen2.5-3B --per_device_train_batch_size 2 --gradient_accumulation_steps 1 \
  --num_generations 16 --max_completion_length 512
