docker run --runtime nvidia --gpus all -e CUDA_VISIBLE_DEVICES=0,1 -p 8000:8000 vllm/vllm-openai:latest --model Qwen/Qwen3-14B --tensor-parallel-size 4
