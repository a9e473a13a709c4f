#!/bin/bash
#SBATCH -N 2
#SBATCH --gpus-per-node=8
cat > acc.yaml <<EOF
compute_environment: LOCAL_MACHINE
distributed_type: FSDP
num_machines: 2
num_processes: 32
EOF
srun accelerate launch --config_file acc.yaml train.py
