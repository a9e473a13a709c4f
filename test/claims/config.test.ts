import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { analyze } from '../../server/src/engine.ts';

const plan = (limit: number, seen: number, met: boolean, hosts: number): string => `model:
  layers: 32
parallelism:
  tensor_parallel_size: 8
  pipeline_parallel_size: 2
cluster:
  gpus: 16
  hosts:   # all 3 hosts
${Array.from({ length: hosts }, (_, index) => `    - r1-n${index}`).join('\n')}
levels:
  - {name: errors_ppm, limit: ${limit}, seen: ${seen}, met: ${met}}
  - {name: uptime, target: 99.90, seen: 99.95, met: true}
`;

const told = (text: string): string[] =>
  analyze(text, { language: 'yaml' }).findings.map(({ span, message }) => `${text.slice(span.start, span.end)}: ${message}`);

describe('what the keys of a configuration claim', () => {
  it('says nothing where the figures bear it out, or the miss is admitted', () => {
    assert.deepEqual(told(plan(500, 420, true, 3)), []);
    assert.deepEqual(told(plan(500, 620, false, 3)), []);
  });
  it('tells a limit that is passed and told to be met', () => {
    assert.deepEqual(told(plan(500, 620, true, 3)), ['620: 620 is not below the 500 that is told to be met']);
  });
  it('tells a limit that is kept and told to be missed', () => {
    assert.deepEqual(told(plan(500, 420, false, 3)), ['420: 420 is below 500, and told not to meet it']);
  });
  it('counts the elements of a list that a comment counts', () => {
    assert.deepEqual(told(plan(500, 420, true, 2)), ['all 3 hosts: 2 are listed here, not 3']);
  });
});
