# 2 nodes x 8 GPUs
CONFIG_FILE=./train_configs/llama3_8b.toml torchrun --nproc_per_node=8 --nnodes=2 -m torchtitan.train --model.name llama3 --model.flavor 8B --parallelism.tensor_parallel_degree 8 --parallelism.data_parallel_shard_degree -1
