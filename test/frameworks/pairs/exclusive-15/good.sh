python3 -m sglang.launch_server --model-path Qwen/Qwen3-235B-A22B --tp 8 --dp 4 --enable-dp-attention
