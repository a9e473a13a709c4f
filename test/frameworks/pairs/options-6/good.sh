python -m sglang.launch_server --model-path meta-llama/Llama-3.1-70B-Instruct --tp 4 --page-size 64 --chunked-prefill-size 1024
