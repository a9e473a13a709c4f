vllm serve Qwen/Qwen2.5-72B-Instruct-GPTQ-Int4 --quantization gptq --tensor-parallel-size 16 --max-model-len 8192
