/** Comments are held against the settings that they stand at, in all that launches are written in. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { analyze, applyEdits, setQuantities } from '../../server/src/engine.ts';

const said = (path: string, text: string): string[] =>
  analyze(text, { path }).findings.flatMap(({ message, severity }) => (/\bcomment\b/.test(message) ? [`${severity}: ${message}`] : []));

const megatron = 'pretrain_gpt.py --num-layers 32 --hidden-size 4096 --num-attention-heads 32 --micro-batch-size 1 --global-batch-size 64';
const torchrun = `torchrun --nproc_per_node 8 --nnodes 4 ${megatron}`;
const degrees = '--tensor-model-parallel-size 8 --pipeline-model-parallel-size 2';
const serve = 'vllm serve org/model --tensor-parallel-size 8 --pipeline-parallel-size 2';

/** TP 8 and PP 2 below, or beside, a comment. */
const formats: readonly (readonly [path: string, text: (comment: string) => string])[] = [
  ['train.sh', (comment) => `#!/bin/bash\n# ${comment}\n${torchrun} ${degrees}\n`],
  [
    'variables.sh',
    (comment) => `#!/bin/bash\n# ${comment}\nTP=8\nPP=2\n${torchrun} --tensor-model-parallel-size $TP --pipeline-model-parallel-size $PP\n`,
  ],
  ['job.sbatch', (comment) => `#!/bin/bash\n#SBATCH --nodes=4\n#SBATCH --gpus-per-node=8\n# ${comment}\nsrun ${torchrun} ${degrees}\n`],
  ['Dockerfile', (comment) => `FROM base\n# ${comment}\nCMD ${serve}\n`],
  ['Makefile', (comment) => `serve:\n\t# ${comment}\n\t${serve}\n`],
  ['llm.service', (comment) => `[Service]\n# ${comment}\nExecStart=/usr/bin/${serve}\n`],
  ['guide.md', (comment) => `# Guide\n\n\`\`\`bash\n# ${comment}\n${serve}\n\`\`\`\n`],
  [
    'vllm.yaml',
    (comment) => `# ${comment}\nmodel: org/model\ntensor-parallel-size: 8\npipeline-parallel-size: 2\ngpu-memory-utilization: 0.9\n`,
  ],
  ['plan.yaml', (comment) => `# ${comment}\ncluster:\n  nodes: 2\nparallelism:\n  tensor_parallel_size: 8\n  pipeline_parallel_size: 2\n`],
  [
    'titan.toml',
    (comment) =>
      `# ${comment}\n[model]\nname = "llama3"\nflavor = "8B"\n\n[training]\nlocal_batch_size = 1\nseq_len = 8192\n\n[parallelism]\ndata_parallel_shard_degree = 2\ntensor_parallel_degree = 8\npipeline_parallel_degree = 2\n`,
  ],
  ['plan.toml', (comment) => `# ${comment}\n[cluster]\nnodes = 2\n\n[parallelism]\ntensor_parallel_size = 8\npipeline_parallel_size = 2\n`],
  [
    'plan.json',
    (comment) =>
      `{\n  // ${comment}\n  "cluster": { "nodes": 2 },\n  "parallelism": { "tensor_parallel_size": 8, "pipeline_parallel_size": 2 }\n}\n`,
  ],
];

/** Other degrees, of this launch. */
const stale = [
  'TP 4 x PP 4',
  'tp=4, pp=4',
  'TP4xPP4',
  'Layout: TP 4 × PP 4',
  'tensor parallel 4, pipeline parallel 4',
  '张量并行 TP=4，流水线并行 PP=4',
];

/** Right, or of something else. */
const silent = [
  'TP 8 x PP 2',
  'TP 4, PP 4 runs out of memory',
  'validated with TP 4, PP 4',
  'H100: TP 4, PP 4',
  'usage: TP=4 PP=4 bash train.sh',
  'vllm serve other -tp 4 -pp 4',
  'try TP 4, PP 4',
  'TP 4',
  '如果显存不足，改为 TP=4，PP=4',
];

for (const [path, text] of formats)
  describe(path, () => {
    for (const comment of stale)
      it(`doubts «${comment}»`, () => {
        const found = said(path, text(comment));
        assert.equal(found.length, 2, found.join('\n'));
        assert.match(found.join('\n'), /^warning: the comment tells of .*4; .*8\nwarning: the comment tells of .*4; .*2$/);
      });

    for (const comment of silent) it(`says nothing of «${comment}»`, () => assert.deepEqual(said(path, text(comment)), []));

    it('says nothing of several to choose from', () =>
      assert.deepEqual(
        said(
          path,
          text('8 GPUs: TP 4, PP 2').replace(/^(.*8 GPUs: .*)$/m, (line) => `${line}\n${line.replace('8 GPUs: TP 4', '16 GPUs: TP 8')}`),
        ),
        [],
      ));
  });

describe('comments that are right', () => {
  for (const [path, text] of formats.filter(([name]) => name !== 'guide.md'))
    it(`follow the settings of ${path}`, () => {
      const right = text('TP 8 x PP 2');
      const analysis = analyze(right, { path });
      const repair = setQuantities(analysis, new Map([['tp', 4]]));
      assert.ok(!('refused' in repair), JSON.stringify(repair));
      const after = applyEdits(right, repair.edits);
      assert.match(after, /TP 4 x PP 2/);
      assert.deepEqual(said(path, after), []);
    });
});

describe('a script', () => {
  it('may switch settings off', () => {
    const text = `#!/bin/bash\n#TP=4 PP=4\n# export TP=4; PP=4\n${torchrun} ${degrees}\n`;
    assert.deepEqual(said('train.sh', text), []);
  });

  it('of several launches has comments right above each', () => {
    const text = `#!/bin/bash\n# TP 8 x PP 2\n${torchrun} ${degrees}\n\n# TP 4 x PP 4\n${torchrun} ${degrees}\n`;
    assert.equal(said('train.sh', text).length, 2);
    assert.deepEqual(said('train.sh', text.replace('# TP 4 x PP 4\n', '# TP 4 x PP 4\n\n')), []);
  });

  it('trails its settings', () => {
    const text = (comment: string): string =>
      `#!/bin/bash\nNNODES=4  # ${comment}\ntorchrun --nproc_per_node 8 --nnodes $NNODES ${megatron} ${degrees}\n`;
    assert.deepEqual(said('train.sh', text('2 nodes')), ['warning: the comment tells of 2; the setting is nnodes 4']);
    assert.deepEqual(said('train.sh', text('4 nodes')), []);
    assert.deepEqual(said('train.sh', text('2 nodes are enough for tests')), []);
  });
});
