# trains on 8卡
torchrun --nnodes 1 --nproc_per_node 12 pretrain_gpt.py --tensor-model-parallel-size 4 --pipeline-model-parallel-size 2 --num-layers 32 --hidden-size 4096 --num-attention-heads 32 --micro-batch-size 1 --global-batch-size 64 --seq-length 4096
