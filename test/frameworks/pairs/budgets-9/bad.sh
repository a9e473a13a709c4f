ARGS="--max-model-len 40960 --max-num-batched-tokens 8192"
ARGS+=" --no-enable-chunked-prefill"
vllm serve Qwen/Qwen3-14B $ARGS --tensor-parallel-size 2
