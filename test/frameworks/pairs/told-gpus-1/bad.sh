# 单机8卡
PYTORCH_CUDA_ALLOC_CONF='expandable_segments:True' \
megatron sft \
    --load Qwen2.5-14B-Instruct-mcore \
    --tensor_model_parallel_size 4 \
    --pipeline_model_parallel_size 4 \
    --micro_batch_size 1 \
    --global_batch_size 16 \
    --max_length 4096
