#!/bin/bash
#SBATCH --nodes=1
#SBATCH --gpus-per-node=4
accelerate launch --config_file config/accelerate.yaml train.py --per_device_train_batch_size 2
