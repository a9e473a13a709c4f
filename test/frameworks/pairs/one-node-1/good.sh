deepspeed --num_gpus 8 --module openrlhf.cli.train_sft \
   --max_len 2048 \
   --pretrain meta-llama/Meta-Llama-3-8B \
   --train_batch_size 256 \
   --micro_train_batch_size 16 \
   --zero_stage 2 --bf16
