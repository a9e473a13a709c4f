CUDA_VISIBLE_DEVICES=3,4 vllm serve OpenGVLab/InternVL3-78B-AWQ --gpu-memory-utilization 0.95 --max-model-len 32768 --quantization awq --tensor-parallel-size 1 --trust-remote-code
