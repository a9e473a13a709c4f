#!/usr/bin/env bash
set -euo pipefail
MODEL=${MODEL:-meta-llama/Llama-3.1-8B-Instruct}
PORT=8000
exec vllm serve "$MODEL" \
  --port "$PORT" \
  --tensor-parallel-size 4 \
  --max-model-len 8192
