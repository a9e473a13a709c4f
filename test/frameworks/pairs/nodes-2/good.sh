# same on every node, other rank
python3 -m sglang.launch_server --host 0.0.0.0 --port 30000 \
  --model-path deepseek-ai/DeepSeek-R1-Distill-Qwen-1.5B --tp 12 \
  --dist-init-addr 10.1.0.1:5000 --nnodes 3 --node-rank 0 --trust-remote-code
