#!/bin/sh
python -m vllm.entrypoints.openai.api_server --model meta-llama/Llama-3.1-8B-Instruct \
  --max-model-len 8192 --enable-chunked-prefill=False --max-num-batched-tokens 2048
