docker run --gpus all -p 8000:8000 -e HF_HOME=/hf -e VLLM_ALLOW_LONG_MAX_MODEL_LEN=1 vllm/vllm-openai:v0.10.2 --model Qwen/Qwen2.5-7B-Instruct --max-model-len 65536
docker run --gpus all -p 8001:8001 --env=SGLANG_ALLOW_OVERWRITE_LONGER_CONTEXT_LEN=1 lmsysorg/sglang:v0.5.3 python3 -m sglang.launch_server --model-path Qwen/Qwen2.5-7B-Instruct --context-length 65536
vllm serve Qwen/Qwen3-32B --tensor-parallel-size 2 --max-model-len 131072 --hf-overrides.rope_parameters.factor 4.0
