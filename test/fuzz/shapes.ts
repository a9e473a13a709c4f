import type { Language } from '../../server/src/engine.ts';

/** A document of one kind of thing over and over, as long as asked. */
export interface Shape {
  readonly name: string;
  readonly language: Language;
  readonly make: (size: number) => string;
}

/** What makes a document a plan, so that the rest of it is read. */
const heads: Readonly<Record<Language, string>> = {
  markdown: '# Plan\n\n- TP: 8\n- PP: 4\n- Total GPUs: 32\n\n',
  yaml: 'tensor_parallel_size: 8\npipeline_parallel_size: 4\ngpus: 32\n',
  json: '{"tensor_parallel_size": 8, "pipeline_parallel_size": 4, "gpus": 32, ',
  toml: '[parallelism]\ntensor_parallel_degree = 8\npipeline_parallel_degree = 4\n',
  text: 'TP=8 PP=4 GPUs=32\n',
  rst: 'Plan\n====\n\n- TP: 8\n- PP: 4\n- Total GPUs: 32\n\n',
  shell: '#!/bin/bash\ntorchrun --nproc-per-node 8 train.py --tensor-model-parallel-size 8\n',
  dockerfile: 'FROM base\nCMD vllm serve m --tensor-parallel-size 8\n',
  makefile: 'all:\n\tvllm serve m --tensor-parallel-size 8\n',
  systemd: '[Service]\nExecStart=vllm serve m --tensor-parallel-size 3\n',
};

const over = (name: string, language: Language, unit: string, after = ''): Shape => ({
  name,
  language,
  make: (size) => heads[language] + unit.repeat(Math.ceil(size / unit.length)) + after,
});

/** The same with a number that is another one each time. */
const counted = (name: string, language: Language, unit: (n: number) => string): Shape => ({
  name,
  language,
  make(size) {
    const parts: string[] = [heads[language]];
    for (let at = 0, n = 1; at < size; n++) {
      const part = unit(n);
      parts.push(part);
      at += part.length;
    }
    return parts.join('');
  },
});

const nested = (name: string, language: Language, line: (level: number) => string): Shape => ({
  name,
  language,
  make: (size) =>
    heads[language] + Array.from({ length: Math.floor(Math.sqrt(2 * size)) }, (_, at) => ' '.repeat(at) + line(at)).join('\n'),
});

const inFence = (name: string, kind: string, unit: string): Shape => ({
  name,
  language: 'markdown',
  make: (size) => `${heads.markdown}\`\`\`${kind}\n${unit.repeat(Math.ceil(size / unit.length))}\n\`\`\`\n`,
});

export const shapes: readonly Shape[] = [
  over('blank lines', 'markdown', '\n', 'x'),
  over('blank lines', 'yaml', '\n', 'x: 1\n'),
  over('blank lines', 'json', '\n', '"x": 1}'),
  over('blank lines', 'toml', '\n', 'x = 1\n'),
  over('indented blank lines', 'yaml', '\n ', '\nx: 1\n'),
  over('blanks', 'markdown', ' ', 'x'),
  over('tabs', 'markdown', '\t', 'x'),
  over('brackets', 'markdown', '['),
  over('parentheses', 'markdown', '(8 × '),
  over('quotes', 'markdown', '> ', 'TP: 8'),
  over('code ticks', 'markdown', '` '),
  over('emphasis', 'markdown', '*a **b __c '),
  over('comments', 'markdown', '<!-- planwright-disable-line arithmetic -->\n'),
  over('open comments', 'markdown', '<!-- planwright-disable '),
  over('links', 'markdown', '[8](b '),
  over('words', 'markdown', 'tensor parallel size 8 and GPUs 32 '),
  over('chains', 'markdown', '8 = '),
  over('sums', 'markdown', '1 + '),
  over('products', 'markdown', '2 × '),
  over('zeros', 'markdown', '0', '1 = 2'),
  over('nines', 'markdown', '9', ' = 2'),
  over('groups', 'markdown', ',000', ' = 2'),
  over('headings', 'markdown', '## TP: 8\n'),
  over('tables', 'markdown', '| TP | PP |\n|---|---|\n| 8 | 4 |\n\n'),
  over('a long table', 'markdown', '| 8 | 4 | 31 |\n'),
  over('small fences', 'markdown', '```yaml\ntp: 8\n```\n'),
  over('wrong equations', 'markdown', '- Layers per stage: 5 (16 ÷ 4 = 5)\n'),
  over('factors of nothing', 'markdown', '0*'),
  over('CJK', 'markdown', '张量并行度为8，流水线并行度为4，共32张GPU。'),
  over('surrogates', 'markdown', '\ud800TP: 8\udc00 '),
  over('carriage returns', 'markdown', '- TP: 8\r'),
  counted('distinct wrong equations', 'markdown', (n) => `- Experts per GPU: ${n} (${n * 7} ÷ 4 = ${n})\n`),
  counted('contradictions', 'markdown', (n) => `- TP: ${n}\n`),
  counted('options', 'markdown', (n) => `## Option ${n}\n\n- TP: ${n}\n- PP: 4\n- Total GPUs: 32\n\n`),
  counted('stages', 'markdown', (n) => `Stage ${n}: GPUs ${n * 8}-${n * 8 + 7} (layers ${n * 4}-${n * 4 + 3})\n`),
  counted('overlapping stages', 'markdown', (n) => `- Stage ${n}: layers 0-${n}\n`),
  counted('parts of memory', 'markdown', (n) => `- Weights ${n}: ${n} GB\n`),
  nested('nested lists', 'markdown', (level) => `- TP: ${level}`),
  inFence('assertions', 'python', 'tp = 8; pp = 4; assert tp * pp == 31\n'),
  inFence('commands', 'bash', 'vllm serve meta-llama/Llama-3.1-8B --tensor-parallel-size 3\n'),
  inFence('one long command', 'bash', '  --tensor-model-parallel-size 8 \\\n'),
  inFence('quotes', 'bash', 'bash -c "'),
  inFence('heredocs', 'bash', 'cat <<EOF\nvllm serve x --tensor-parallel-size 8\n'),
  nested('nested mappings', 'yaml', (level) => `a${level}:`),
  counted('keys', 'yaml', (n) => `k${n}: ${n}\n`),
  counted('aliases', 'yaml', (n) => `a${n}: &a${n} [*a${n - 1}, *a${n - 1}]\n`),
  over('the same key', 'yaml', 'tensor_parallel_size: 8\n'),
  over('documents', 'yaml', '---\ntensor_parallel_size: 8\ngpus: 32\n'),
  over('flow sequences', 'yaml', '['),
  over('questions', 'yaml', '? '),
  over('dashes', 'yaml', '- '),
  over('anchors', 'yaml', '&a '),
  over('tags', 'yaml', '!a '),
  over('templates', 'yaml', '{{ a }}'),
  over('comments', 'yaml', '# TP 8 x PP 4 = 31\n'),
  over('broken lines', 'yaml', 'a: b: c\n'),
  over('arrays', 'json', '['),
  over('objects', 'json', '"a": {'),
  over('strings', 'json', '"\\"'),
  over('commas', 'json', ','),
  over('open comments', 'json', '/* '),
  over('dotted keys', 'toml', 'a.', 'a = 1\n'),
  over('array tables', 'toml', '[[a]]\nx = 1\n'),
  over('quotes', 'toml', '"'),
  counted('tables', 'toml', (n) => `[t${n}.a.b]\nx = ${n}\n`),
  over('lines', 'text', 'TP=8 PP=4 GPUs=31\n'),
  over('lines', 'rst', '* TP: 8 and 4\n'),
  over('titles', 'rst', 'TP 8\n====\n\n'),
  over('directives', 'rst', '.. code-block:: bash\n\n   vllm serve m --tensor-parallel-size 3\n\n'),
  over('grid tables', 'rst', '+---+---+\n| 8 | 4 |\n+---+---+\n'),
  over('commands', 'shell', 'vllm serve m --tensor-parallel-size 3\n'),
  over('variables', 'shell', 'A=${A}${A}\n'),
  over('loops', 'shell', 'for i in 1 2; do\n'),
  over('functions', 'shell', 'f() { f; }; f\n'),
  over('nested substitutions', 'shell', 'echo $(echo '),
  over('arithmetic', 'shell', 'A=$((A*2+1))\n'),
  over('continued lines', 'shell', '--tensor-model-parallel-size 8 \\\n'),
  over('heredocs', 'shell', 'cat <<EOF\n'),
  over('directives', 'shell', '#SBATCH --nodes=4\n'),
  over('instructions', 'dockerfile', 'RUN vllm serve m --tensor-parallel-size 3\n'),
  over('continued lines', 'dockerfile', 'ENV A=8 \\\n'),
  over('targets', 'makefile', 'a: b\n\tvllm serve m --tensor-parallel-size 3\n'),
  over('starts', 'systemd', '[Service]\nEnvironment=A=8\nExecStart=vllm serve m --tensor-parallel-size $A \\\n'),
  counted('variables', 'makefile', (n) => `A${n} := $(A${n - 1})$(A${n - 1})\n`),
  counted('variables', 'shell', (n) => `A${n}=$A${n - 1}$A${n - 1}\n`),
];
