python -m sglang.launch_server --model-path Qwen/Qwen3-235B-A22B --tp 8 --ep 4 --moe-dp-size 2
