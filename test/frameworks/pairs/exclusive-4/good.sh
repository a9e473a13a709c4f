torchrun --nproc_per_node 8 --nnodes 2 pretrain_gpt.py --tensor-model-parallel-size 2 --pipeline-model-parallel-size 4 \
  --decoder-first-pipeline-num-layers 6 --decoder-last-pipeline-num-layers 8 --num-layers 30 --hidden-size 2048 --num-attention-heads 16 \
  --seq-length 2048 --micro-batch-size 1 --global-batch-size 64
