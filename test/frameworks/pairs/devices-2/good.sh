docker run -d --gpus '"device=4,5"' -p 8000:8000 vllm/vllm-openai:latest --model Qwen/Qwen2.5-32B-Instruct --tensor-parallel-size 2
