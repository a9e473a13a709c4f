#!/bin/bash
export HF_TOKEN
python3 -m sglang.launch_server --model-path meta-llama/Meta-Llama-3-70B-Instruct --tp 8 --context-length 8192
