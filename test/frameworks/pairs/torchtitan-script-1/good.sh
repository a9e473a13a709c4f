NGPU=8 CONFIG_FILE=./train_configs/llama3_8b.toml ./run_train.sh --parallelism.tensor_parallel_degree 4 --parallelism.pipeline_parallel_degree 2 --parallelism.data_parallel_shard_degree 1
