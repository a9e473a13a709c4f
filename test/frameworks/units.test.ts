import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { analyze } from '../../server/src/engine.ts';

const unit = (...lines: string[]) =>
  ['[Unit]', 'Description=Inference, TP=3 x PP=5 = 99 GPUs', '', '[Service]', 'Type=simple', ...lines, ''].join('\n');
/** Errors and warnings of a unit with these settings. */
const said = (...lines: string[]): string[] =>
  analyze(unit(...lines), { path: 'llm.service' })
    .findings.filter(({ severity }) => severity === 'error' || severity === 'warning')
    .map(({ severity, message }) => `${severity}: ${message}`);
const launches = (...lines: string[]) => analyze(unit(...lines), { path: 'llm.service' }).plan?.launches.launches ?? [];

const heads = /^error: 28 attention heads cannot be divided by TP 8/;
const gpus = /^error: TP 4 needs 4 GPUs, but 2 are asked for/;

describe('units of systemd', () => {
  it('are launches of what they start', () => {
    const serve = 'ExecStart=/opt/venv/bin/vllm serve Qwen/Qwen2.5-7B-Instruct --tensor-parallel-size 8';
    assert.match(said(serve).join('\n'), heads);
    assert.match(
      said('ExecStart=-/opt/venv/bin/vllm serve Qwen/Qwen2.5-7B-Instruct \\', '    --port 8000 \\', '    --tensor-parallel-size 8').join(
        '\n',
      ),
      heads,
    );
    assert.match(said('ExecStart=/bin/bash -lc "vllm serve Qwen/Qwen2.5-7B-Instruct --tensor-parallel-size 8"').join('\n'), heads);
    assert.match(said('ExecStart=/usr/bin/python3 -m sglang.launch_server --model-path Qwen/Qwen2.5-7B-Instruct --tp 8').join('\n'), heads);
    assert.match(
      said(
        'ExecStart=/usr/bin/torchrun --nnodes 3 --nproc_per_node 8 pretrain_gpt.py --num-layers 48 --hidden-size 4096 --num-attention-heads 64 --tensor-model-parallel-size 8 --pipeline-model-parallel-size 2 --micro-batch-size 1',
      ).join('\n'),
      /24 GPUs cannot be divided by TP 8 × PP 2/,
    );
    assert.deepEqual(said(serve.replace('-size 8', '-size 4')), []);
  });

  it('show their programs the devices of their environment', () => {
    const serve = 'ExecStart=/usr/bin/vllm serve org/model --tensor-parallel-size ${TP}';
    assert.match(said('Environment=CUDA_VISIBLE_DEVICES=0,1', 'Environment="TP=4" PORT=8000', serve).join('\n'), gpus);
    assert.match(
      said('ExecStart=/usr/bin/docker run --gpus \'"device=0,1"\' vllm/vllm-openai:latest --model org/model --tensor-parallel-size 4').join(
        '\n',
      ),
      gpus,
    );
    assert.deepEqual(said('Environment=CUDA_VISIBLE_DEVICES=0,1,2,3', 'Environment=TP=4', serve), []);
    assert.deepEqual(said('Environment=CUDA_VISIBLE_DEVICES=0,1', 'Environment=TP=4', 'Environment=TP=2', serve), [], 'the last one');
    assert.deepEqual(said('Environment=CUDA_VISIBLE_DEVICES=%i', 'Environment=TP=4', serve), [], 'told at the start');
    assert.deepEqual(said('Environment=CUDA_VISIBLE_DEVICES=0,1', 'ExecStart=/usr/bin/vllm serve org/model -tp %i'), []);
  });

  it('are doubts where a file of the environment may say otherwise', () => {
    const [only] = said(
      'Environment=TP=8',
      'EnvironmentFile=-/etc/default/llm',
      'ExecStart=/usr/bin/vllm serve Qwen/Qwen2.5-7B-Instruct -tp $TP',
    );
    assert.match(only ?? '', /^warning: 28 attention heads/);
  });

  it('start what their last list says', () => {
    const wrong = 'ExecStart=/usr/bin/vllm serve Qwen/Qwen2.5-7B-Instruct -tp 8';
    assert.equal(launches(wrong, 'ExecStart=', 'ExecStart=/usr/bin/vllm serve Qwen/Qwen2.5-7B-Instruct -tp 4').length, 1);
    assert.deepEqual(said(wrong, 'ExecStart='), []);
    assert.deepEqual(said('ExecStartPre=/usr/bin/vllm serve Qwen/Qwen2.5-7B-Instruct -tp 8'), []);
    assert.deepEqual(said('ExecStart=/usr/bin/vllm serve Qwen/Qwen2.5-7B-Instruct \\', '# -tp 4 \\', '  -tp 8'), [], 'a comment between');
    assert.deepEqual(analyze(`[Install]\n${wrong}\n`, { path: 'a.service' }).findings, [], 'another section');
  });
});
