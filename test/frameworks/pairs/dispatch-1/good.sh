#!/bin/bash
export SGLANG_MORI_NUM_MAX_DISPATCH_TOKENS_PER_RANK=4096
python3 -m sglang.launch_server --model-path deepseek-ai/DeepSeek-R1 --tp-size 8 --dp-size 8 --ep-size 8 \
  --enable-dp-attention --moe-a2a-backend mori --chunked-prefill-size 32768
