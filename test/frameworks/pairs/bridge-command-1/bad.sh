torchrun --nproc_per_node=8 scripts/training/run_recipe.py --recipe llama3_8b_pretrain_config \
  model.tensor_model_parallel_size=4 model.pipeline_model_parallel_size=4 train.global_batch_size=64 train.micro_batch_size=1
