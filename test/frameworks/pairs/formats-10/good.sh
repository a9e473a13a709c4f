NLAYERS=${NLAYERS:-62}
PP=${PP:-2}
TP=4
NNODES=4
GPUS_PER_NODE=8
torchrun --nnodes=$NNODES --nproc-per-node=$GPUS_PER_NODE pretrain_gpt.py \
   --num-layers $NLAYERS --hidden-size 6144 --num-attention-heads 48 \
   --tensor-model-parallel-size $TP --pipeline-model-parallel-size $PP \
   --micro-batch-size 1 --global-batch-size 256 --seq-length 4096
