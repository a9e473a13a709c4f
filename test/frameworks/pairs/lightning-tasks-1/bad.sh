#!/bin/bash
#SBATCH --nodes=2
#SBATCH --ntasks-per-node=4
#SBATCH --gres=gpu:8
srun python megatron_gpt_pretraining.py trainer.num_nodes=2 trainer.devices=8 \
  model.tensor_model_parallel_size=4 model.pipeline_model_parallel_size=2 \
  model.micro_batch_size=1 model.global_batch_size=128
