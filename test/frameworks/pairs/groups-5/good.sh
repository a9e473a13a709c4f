export VLLM_USE_V1=1
python3 -m vllm.entrypoints.openai.api_server --model someone/Qwen2.5-VL-72B-Instruct-AWQ --quantization awq -tp 1
