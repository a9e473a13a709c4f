import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { analyze } from '../../server/src/engine.ts';

/** What is said of a document about memory that servers share. */
const shared = (path: string, lines: readonly string[]): string[] =>
  analyze(`${lines.join('\n')}\n`, { path })
    .findings.filter(({ message }) => /of which others take/.test(message))
    .map(({ severity, message }) => `${severity}: ${message.slice(0, message.indexOf(';') < 0 ? undefined : message.indexOf(';'))}`);
const script = (...lines: string[]): string[] => shared('serve.sh', ['#!/bin/bash', ...lines]);
const compose = (...services: (readonly string[])[]): string[] =>
  shared('compose.yaml', [
    'services:',
    ...services.flatMap((lines, index) => [`  s${index}:`, '    image: vllm/vllm-openai', ...lines.map((line) => `    ${line}`)]),
  ]);
const reserved = (what: string, ...more: string[]): string[] => [
  'command: --model org/model',
  'deploy:',
  ...more.map((line) => `  ${line}`),
  '  resources:',
  '    reservations:',
  '      devices:',
  '        - driver: nvidia',
  `          ${what}`,
  '          capabilities: [gpu]',
];

const both = 'warning: this server takes 90 % of the memory of a GPU of which others take 90 %: 90 + 90 = 180';

describe('servers that a script leaves running', () => {
  const first = 'vllm serve org/a --port 8000 &';

  it('share a GPU with those that are started beside them', () => {
    assert.deepEqual(script(first, 'vllm serve org/b --port 8001 &', 'wait'), [both]);
    assert.deepEqual(script(first, 'vllm serve org/b --port 8001'), [both], 'the last in the foreground');
    assert.deepEqual(script('export CUDA_VISIBLE_DEVICES=2', first, 'CUDA_VISIBLE_DEVICES=1,2 vllm serve org/b -tp 2 &'), [both]);
    assert.deepEqual(script('nohup vllm serve org/a 2>&1 | tee a.log &', 'python3 -m vllm.entrypoints.openai.api_server --model org/b &'), [
      both,
    ]);
    assert.deepEqual(script('vllm serve org/a --gpu-memory-utilization 0.6 &', 'vllm serve org/b --gpu-memory-utilization 0.45 &'), [
      'warning: this server takes 45 % of the memory of a GPU of which others take 60 %: 60 + 45 = 105',
    ]);
    assert.deepEqual(script('start() { CUDA_VISIBLE_DEVICES=$1 vllm serve org/a & }', 'start 0', 'start 0'), [both]);
    assert.deepEqual(
      script(
        'docker run -d --gpus \'"device=0"\' vllm/vllm-openai --model org/a',
        'docker run -d --gpus \'"device=0"\' vllm/vllm-openai --model org/b',
      ),
      [both],
    );
  });

  it('share nothing on other devices, or with a part that leaves room', () => {
    assert.deepEqual(script('CUDA_VISIBLE_DEVICES=0 vllm serve org/a &', 'CUDA_VISIBLE_DEVICES=1 vllm serve org/b &'), []);
    assert.deepEqual(script('vllm serve org/a --gpu-memory-utilization 0.5 &', 'vllm serve org/b --gpu-memory-utilization 0.5 &'), []);
    assert.deepEqual(script('start() { CUDA_VISIBLE_DEVICES=$1 vllm serve org/a & }', 'start 0', 'start 1'), []);
    assert.deepEqual(script(first, 'CUDA_VISIBLE_DEVICES=$GPU vllm serve org/b &'), [], 'not known');
    assert.deepEqual(script(first, 'vllm serve org/b $EXTRA_ARGS &'), [], 'what else is given');
  });

  it('are not taken for others that come after them or instead of them', () => {
    const second = 'vllm serve org/b &';
    assert.deepEqual(script('vllm serve org/a', 'vllm serve org/b'), [], 'one after the other');
    for (const between of ['wait', 'kill $!', 'pkill -f vllm', './stop_server.sh', 'docker stop a'])
      assert.deepEqual(script(first, 'curl localhost:8000', between, second), [], between);
    assert.deepEqual(script('if [ "$1" = a ]; then', first, 'else', second, 'fi'), []);
    assert.deepEqual(script('for m in a b; do', first, second, 'done'), []);
    assert.deepEqual(script('(vllm serve org/a; vllm serve org/b) &'), []);
    assert.deepEqual(script(`ssh one ${first}`, `ssh two ${second}`), [], 'other machines');
    assert.deepEqual(script('vllm serve org/a --enable-sleep-mode &', second), [], 'asleep');
    assert.deepEqual(script('vllm serve org/a --device cpu &', second), []);
  });
});

describe('services of one compose file', () => {
  it('share the first devices where each asks for a number of them', () => {
    assert.deepEqual(compose(reserved('count: 1'), reserved('count: 1')), [both]);
    assert.deepEqual(compose(reserved('count: all'), reserved('count: all')), [both]);
    assert.deepEqual(compose(reserved('count: 1'), reserved('device_ids: ["1"]')), []);
    assert.deepEqual(compose(reserved('device_ids: ["0"]'), reserved('device_ids: ["0"]')), [both.replace('warning', 'error')]);
  });

  it('do not where they are started on demand or elsewhere', () => {
    assert.deepEqual(compose(reserved('device_ids: ["0"]'), ['profiles: [second]', ...reserved('device_ids: ["0"]')]), []);
    assert.deepEqual(compose(reserved('count: 1'), reserved('count: 1', 'placement:', '  constraints: [node.hostname == two]')), []);
  });
});
