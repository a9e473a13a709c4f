ACCELERATE_LOG_LEVEL=info accelerate launch --config_file recipes/zero3.yaml --num_processes=7 src/open_r1/grpo.py --config recipes/grpo.yaml
