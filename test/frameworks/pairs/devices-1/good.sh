docker run --rm --gpus '"device=0,1,2,3"' --ipc=host lmsysorg/sglang:latest python3 -m sglang.launch_server --model-path Qwen/Qwen3-32B --tp 2 --dp 2
