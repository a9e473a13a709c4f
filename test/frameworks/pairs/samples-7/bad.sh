CUDA_VISIBLE_DEVICES=0,1,2,3,4,5 NPROC_PER_NODE=6 swift rlhf --rlhf_type grpo --model Qwen/Qwen3-8B --per_device_train_batch_size 4 --gradient_accumulation_steps 1 --num_generations 16
