vllm serve google/gemma-2-9b-it --max-model-len 32768 -tp 1
