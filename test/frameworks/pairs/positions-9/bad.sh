docker run --gpus all -p 8000:8000 -e HF_HOME=/hf vllm/vllm-openai:v0.10.2 --model Qwen/Qwen2.5-7B-Instruct --max-model-len 65536
