python3 -m areal.launcher.local examples/gsm8k_grpo.py --config examples/gsm8k_grpo.yaml \
  allocation_mode=sglang:d4p1t1+d4p1t1 cluster.n_nodes=1 cluster.n_gpus_per_node=4
