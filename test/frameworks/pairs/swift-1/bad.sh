NNODES=8 NPROC_PER_NODE=8 \
megatron sft \
    --load ZhipuAI/GLM-4.5-Air-Base-mcore \
    --model ZhipuAI/GLM-4.5-Air-Base \
    --tensor_model_parallel_size 4 \
    --pipeline_model_parallel_size 4 \
    --expert_model_parallel_size 8 \
    --micro_batch_size 1 \
    --global_batch_size 64
