SGLANG_DEEPEP_NUM_MAX_DISPATCH_TOKENS_PER_RANK=512 \
python3 -m sglang.launch_server --model-path deepseek-ai/DeepSeek-R1 --tp-size 8 --dp-size 8 --enable-dp-attention \
   --enable-deepep-moe --deepep-mode low_latency --cuda-graph-max-bs 512
