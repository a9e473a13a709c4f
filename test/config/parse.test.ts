import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { parse as parseYaml, stringify } from 'yaml';
import schema from '../../schemas/planwright.schema.json';
import { mergeConfig } from '../../server/src/config/config.ts';
import { ignorer } from '../../server/src/config/ignore.ts';
import { parseConfig, readSettings } from '../../server/src/config/parse.ts';
import { nearest } from '../../server/src/config/suggest.ts';
import { ruleIds } from '../../server/src/rules/catalog.ts';

/** `line:column message` of each problem, from 1. */
function problems(text: string): string[] {
  return parseConfig(text).problems.map(({ message, span }) => {
    const before = text.slice(0, span.start).split('\n');
    return `${before.length}:${(before.at(-1)?.length ?? 0) + 1} ${message}`;
  });
}

describe('planwright.yaml', () => {
  it('is read in full, sizes as bytes', () => {
    const { config, problems } = parseConfig(`
rules:
  pipeline-bubble: off
  gpu-count: hint   # we are only sketching
strictness: normal
hardware:
  gpus: 512
  gpusPerNode: 8
  gpuMemory: 64GB
framework: megatron
expertParallel: factor
ignore: [drafts/, "*.tmp.md"]
`);
    assert.deepEqual(problems, []);
    assert.deepEqual(config, {
      rules: { 'pipeline-bubble': 'off', 'gpu-count': 'hint' },
      strictness: 'normal',
      hardware: { gpus: 512, gpusPerNode: 8, gpuMemory: 64e9 },
      framework: 'megatron',
      expertParallel: 'factor',
      ignore: ['drafts/', '*.tmp.md'],
    });
  });

  it('may use binary sizes', () => {
    assert.equal(parseConfig('hardware: {gpuMemory: 80 GiB}').config.hardware?.gpuMemory, 80 * 2 ** 30);
    assert.equal(parseConfig('hardware: {gpuMemory: 0.5TiB}').config.hardware?.gpuMemory, 2 ** 39);
  });

  it('reads expert parallelism off the framework, unless it is set', () => {
    assert.equal(parseConfig('framework: vllm').config.expertParallel, 'derived');
    assert.equal(parseConfig('framework: megatron').config.expertParallel, 'folded');
    assert.equal(parseConfig('framework: megatron\nexpertParallel: factor').config.expertParallel, 'factor');
  });

  it('may be empty, or hold keys without values', () => {
    for (const text of ['', '# nothing yet\n', '---\n', 'rules:\nhardware:\nignore:\n'])
      assert.deepEqual(problems(text), [], JSON.stringify(text));
  });

  it('tells what is wrong and where, and keeps the rest', () => {
    const text = `rules:
  gpu-cout: off
  arithmetic: fatal
hardware:
  gpus: 0
  gpuMemory: 64
  gpusPerNode: 8.5
framwork: vllm
expertParallel: sideways
ignore: drafts
`;
    assert.deepEqual(problems(text), [
      '2:3 `rules` has no key `gpu-cout`; did you mean `gpu-count`?',
      '3:15 `rules.arithmetic` must be one of `off`, `hint`, `warning`, `error`, not "fatal"',
      '5:9 `hardware.gpus` must be a whole number of at least 1, not 0',
      '6:14 `hardware.gpuMemory` must be like `80GB`, `141 GB`, `64 GiB`, not 64',
      '7:16 `hardware.gpusPerNode` must be a whole number of at least 1, not 8.5',
      '8:1 unknown key `framwork`; did you mean `framework`?',
      '9:17 `expertParallel` must be one of `folded`, `inside-data`, `factor`, `derived`, not "sideways"',
      '10:9 `ignore` must be a list, not "drafts"',
    ]);
    assert.deepEqual(parseConfig(`${text}\nx: 1`).config, { rules: {}, hardware: {} });
  });

  it('tells of a file of the wrong kind', () => {
    assert.deepEqual(problems('- a\n- b\n'), ['1:1 the file must be a mapping of keys to values, not a list']);
    assert.deepEqual(problems('just words'), ['1:1 the file must be a mapping of keys to values, not "just words"']);
    assert.deepEqual(problems('rules: [arithmetic]'), ['1:8 `rules` must be a mapping of keys to values, not a list']);
    assert.deepEqual(problems('framework: {name: vllm}'), [
      '1:12 `framework` must be one of `megatron`, `torchtitan`, `deepspeed`, `maxtext`, `vllm`, `tensorrt-llm`, `sglang`, not a mapping',
    ]);
    assert.deepEqual(problems('nothingLikeIt: 1'), [
      '1:1 unknown key `nothingLikeIt`; known are `rules`, `strictness`, `hardware`, `framework`, `expertParallel`, `ignore`',
    ]);
  });

  it('tells where YAML breaks', () => {
    const [first] = problems('rules:\n  gpu-count: [off\nframework: x\n');
    assert.match(first ?? '', /^\d+:\d+ /);
  });

  it('reads anchors, and is not led astray by loops of them', () => {
    assert.deepEqual(parseConfig('rules: {unit: &quiet off, range: *quiet}').config, { rules: { unit: 'off', range: 'off' } });
    assert.ok(parseConfig('ignore: &a [*a, *a]').problems.length > 0);
    assert.ok(parseConfig('hardware: &h {gpus: *h}').problems.length > 0);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.json(),
          fc.json().map((json) => stringify(parseYaml(json))),
        ),
        (text) => {
          parseConfig(text);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('the schema', () => {
  const valid = new Ajv({ allErrors: true }).compile(schema);

  it('knows every rule', () => {
    assert.deepEqual(Object.keys(schema.properties.rules.properties).sort(), [...ruleIds].sort());
  });

  it('takes no number for a mapping or a list', () => {
    for (const key of ['rules', 'hardware', 'ignore'])
      assert.match(readSettings({ [key]: 0 }).problems[0]?.message ?? '', new RegExp(`^\`${key}\` must be a`));
  });

  it('is read here as a full validator reads it', () => {
    const scalar = fc.oneof(
      fc.constantFrom<unknown>(
        'off',
        'hint',
        'error',
        'folded',
        'derived',
        '80GB',
        'vllm',
        '80 GB',
        '1.5TiB',
        '80',
        '900GB/s',
        '1.8TB',
        '',
        0,
        1,
        8,
        -1,
        0.5,
        true,
        null,
      ),
      fc.string(),
      fc.integer(),
    );
    const value = fc.oneof(
      scalar,
      fc.array(scalar, { maxLength: 3 }),
      fc.dictionary(fc.constantFrom('gpus', 'unit', 'x'), scalar, { maxKeys: 2 }),
    );
    const rules = fc.dictionary(fc.constantFrom('arithmetic', 'unit', 'nonsense'), scalar, { maxKeys: 2 });
    const hardware = fc.dictionary(fc.constantFrom('gpus', 'gpusPerNode', 'gpuMemory', 'nonsense'), scalar, {
      maxKeys: 3,
    });
    const file = fc.record(
      {
        rules: fc.oneof(rules, value),
        hardware: fc.oneof(hardware, value),
        framework: value,
        expertParallel: value,
        ignore: value,
        nonsense: value,
      },
      { requiredKeys: [] },
    );
    /** A key without a value stands for an empty mapping or list in YAML; JSON Schema knows no such thing. */
    const emptied = (given: Record<string, unknown>) =>
      Object.fromEntries(
        Object.entries(given).map(([key, inner]) => [
          key,
          inner ?? (key === 'ignore' ? [] : key === 'rules' || key === 'hardware' ? {} : inner),
        ]),
      );
    fc.assert(
      fc.property(file, (given) => {
        assert.equal(readSettings(given).problems.length === 0, valid(emptied(given)), JSON.stringify(valid.errors));
      }),
      { numRuns: 500 },
    );
  });
});

describe('settings', () => {
  it('of an editor are read like the file', () => {
    const given = { rules: { unit: 'off' }, hardware: { gpus: 8, gpuMemory: '80GB' }, expertParallel: 'factor' };
    assert.deepEqual(readSettings(given).config, {
      rules: { unit: 'off' },
      hardware: { gpus: 8, gpuMemory: 80e9 },
      expertParallel: 'factor',
    });
    assert.deepEqual(readSettings(undefined), { config: {}, problems: [] });
    assert.equal(readSettings({ rules: { unit: 'loud' } }).problems.length, 1);
  });

  it('of the project win over those of the editor, key by key', () => {
    assert.deepEqual(
      mergeConfig(
        { rules: { unit: 'off' }, hardware: { gpus: 8 }, framework: 'vllm', ignore: ['a'] },
        {
          rules: { unit: 'error', range: 'hint' },
          hardware: { gpus: 16, gpusPerNode: 4 },
          framework: 'maxtext',
          expertParallel: 'factor',
          ignore: ['b'],
        },
      ),
      {
        rules: { unit: 'off', range: 'hint' },
        hardware: { gpus: 8, gpusPerNode: 4 },
        framework: 'vllm',
        expertParallel: 'factor',
        ignore: ['a'],
      },
    );
    assert.deepEqual(mergeConfig({}, { rules: { unit: 'off' } }), { rules: { unit: 'off' } });
    assert.deepEqual(mergeConfig({ rules: { unit: 'off' } }, {}), { rules: { unit: 'off' } });
  });

  it('leave files alone as .gitignore does', () => {
    const left = ignorer({ ignore: ['drafts/', '*.tmp.md', '!keep.tmp.md', '/top.md'] });
    for (const path of ['drafts/a.md', 'x/drafts/a.md', 'a.tmp.md', 'x/b.tmp.md', 'top.md']) assert.equal(left(path), true, path);
    for (const path of ['a.md', 'keep.tmp.md', 'x/top.md', '../outside.tmp.md', '']) assert.equal(left(path), false, path);
    assert.equal(ignorer({})('a.md'), false);
  });
});

describe('the nearest name', () => {
  it('is offered for a slip, and not for another word', () => {
    const known = ['gpu-count', 'unit', 'range'];
    assert.equal(nearest('gpu-cuont', known), 'gpu-count');
    assert.equal(nearest('GPU-Count', known), 'gpu-count');
    assert.equal(nearest('units', known), 'unit');
    assert.equal(nearest('temperature', known), undefined);
  });
});
