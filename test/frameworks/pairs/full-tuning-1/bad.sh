# 4 x A100 80GB
NPROC_PER_NODE=4 CUDA_VISIBLE_DEVICES=0,1,2,3 \
swift sft \
  --model meta-llama/Llama-3.3-70B-Instruct \
  --train_type full \
  --torch_dtype bfloat16 \
  --deepspeed zero3 \
  --per_device_train_batch_size 1 \
  --gradient_accumulation_steps 16 \
  --max_length 4096
