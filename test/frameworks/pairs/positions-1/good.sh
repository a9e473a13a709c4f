vllm serve google/gemma-2-9b-it --max-model-len 8192 -tp 1
