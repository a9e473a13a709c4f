export SGLANG_DEEPEP_NUM_MAX_DISPATCH_TOKENS_PER_RANK=256
python3 -m sglang.launch_server --model-path deepseek-ai/DeepSeek-V3.1 --tp 16 --dp 16 --enable-dp-attention \
  --nnodes 2 --node-rank 0 --dist-init-addr 10.0.0.2:5757 --moe-a2a-backend deepep --deepep-mode low_latency \
  --disaggregation-mode decode --cuda-graph-max-bs 256
