/** What the docs say of commands, settings, tools, keys and counts, held to what there is. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { parse } from 'yaml';
import { formats } from '../server/src/cli/formats.ts';
import { configLimit, fileLimit } from '../server/src/config/config.ts';
import { ruleIds } from '../server/src/rules/catalog.ts';
import { planwright } from './cli/folder.ts';

const read = (file: string): string => readFileSync(file, 'utf8');
const json = (file: string) => JSON.parse(read(file));
/** The part of a page below a heading, down to the next of its depth or above. */
const below = (page: string, heading: string): string => {
  const [, rest = ''] = read(page).split(new RegExp(`^${heading}$`, 'm'));
  const depth = /^#+/.exec(heading)?.[0].length ?? 2;
  return rest.split(new RegExp(`^#{1,${depth}} `, 'm'))[0] ?? '';
};
/** The table whose heading row begins with `first`: the words in its cells. */
const table = (text: string, first: string): string[][] => {
  const lines = text.split('\n');
  const from = lines.findIndex((line) => line.startsWith(`| ${first} |`));
  assert.ok(from >= 0, `no table of ${first}`);
  const rows = lines.slice(from + 2);
  const end = rows.findIndex((line) => !line.startsWith('|'));
  return rows.slice(0, end < 0 ? undefined : end).map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
};
const code = (cell = ''): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, words = '']) => words);

const manifest = json('package.json');
const words = json('package.nls.json');
const { commands, configuration, languageModelTools, taskDefinitions, problemMatchers } = manifest.contributes;
const schema = json('schemas/planwright.schema.json');

describe('docs/editors.md', () => {
  it('has every command of the extension, by its title', () => {
    const said = table(read('docs/editors.md'), 'command').flatMap(([cell = '']) =>
      [...cell.matchAll(/\*Planwright: ([^*]+)\*/g)].map(([, title = '']) => title),
    );
    // these two are on the diff that they speak of
    const own = ['planwright.applyPreview', 'planwright.discardPreview'];
    const there = commands
      .filter(({ command }: { command: string }) => !own.includes(command))
      .map(({ title }: { title: string }) => words[title.replaceAll('%', '')]);
    assert.deepEqual(said.sort(), there.sort());
  });

  it('has every setting, with its default', () => {
    const said = table(read('docs/editors.md'), 'setting').map(([name, value]) => [code(name)[0], code(value)[0] ?? '']);
    const there = Object.entries<{ default: unknown }>(configuration.properties).map(([name, { default: value }]) => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]);
    assert.deepEqual(said.sort(), there.sort());
  });

  it('names tools, task and problem matcher as the manifest does', () => {
    const page = read('docs/editors.md');
    const said = new Set([...page.matchAll(/`#(planwright_\w+)`/g)].map(([, name = '']) => name));
    assert.deepEqual([...said].sort(), languageModelTools.map(({ toolReferenceName }: Record<string, string>) => toolReferenceName).sort());
    assert.ok(page.includes(`"type": "${taskDefinitions[0].type}"`) && page.includes(`"problemMatcher": "$${problemMatchers[0].name}"`));
  });
});

describe('docs/agents.md', () => {
  it('has every tool of the server, and no other', async () => {
    const client = new Client({ name: 'test', version: '1' });
    await client.connect(new StdioClientTransport({ command: process.execPath, args: ['bin/planwright.mjs', 'mcp'] }));
    const [{ tools }, { resources }] = [await client.listTools(), await client.listResources()];
    await client.close();
    const page = read('docs/agents.md');
    const said = table(page, 'tool').flatMap(([name]) => code(name));
    assert.deepEqual(said.sort(), tools.map(({ name }) => name).sort());
    for (const { uri } of resources) assert.ok(page.includes(`\`${uri}\``), uri);
  });
});

describe('docs/configuration.md', () => {
  const page = 'docs/configuration.md';
  it('has every key, and the values that each may have', () => {
    const rows = table(read(page), 'key');
    assert.deepEqual(rows.flatMap(([key]) => code(key)).sort(), Object.keys(schema.properties).sort());
    const values = (key: string): string[] => code(rows.find(([name]) => code(name)[0] === key)?.[1]);
    for (const level of schema.definitions.level.enum) assert.ok(values('rules').includes(level), level);
    for (const name of schema.properties.framework.enum) assert.ok(values('framework').includes(name), name);
    const listed = (heading: string, first: string): string[] => table(below(page, heading), first).map(([name]) => code(name)[0] ?? '');
    assert.deepEqual(listed('## Strictness', '`strictness`'), schema.properties.strictness.enum);
    assert.deepEqual(listed('## Expert parallelism', 'value').sort(), [...schema.properties.expertParallel.enum].sort());
    assert.ok(read(page).includes(`\`${configuration.properties['planwright.strictness'].default}\` (the default)`));
  });
});

/** Keys of a document as the docs write it, `{ path, perGpu: [ { stage } ] }`, as `perGpu[].stage`; `…` and values stand for nothing. */
function shape(written: string): Set<string> {
  const keys = new Set<string>();
  const stack: string[] = [];
  let last = '';
  for (const [token] of written.matchAll(/[{}[\]]|[A-Za-z]+/g)) {
    if (token === '{' || token === '[')
      stack.push(`${stack.at(-1) ?? ''}${last && `${stack.at(-1) ? '.' : ''}${last}`}${token === '[' ? '[]' : ''}`);
    if (token === '}' || token === ']') stack.pop();
    last = /[A-Za-z]/.test(token) ? token : '';
    if (last) keys.add(`${stack.at(-1) ? `${stack.at(-1)}.` : ''}${last}`);
  }
  return keys;
}

function keysOf(value: unknown, at = '', keys = new Set<string>()): Set<string> {
  if (Array.isArray(value)) for (const item of value) keysOf(item, `${at}[]`, keys);
  else if (value && typeof value === 'object')
    for (const [key, inner] of Object.entries(value)) {
      const name = at ? `${at}.${key}` : key;
      keys.add(name);
      keysOf(inner, name, keys);
    }
  return keys;
}

describe('docs/cli.md', () => {
  const page = read('docs/cli.md');
  const asked: Record<string, string[][]> = {
    layouts: [['layouts', 'examples/plan.md', 'examples/dense.md']],
    memory: [['memory', 'examples/plan.md', 'examples/dense.md', 'examples/mixture.md', 'test/editor/workspace/llama-70b.yaml']],
    inspect: [['inspect', 'examples/plan.md']],
    'inspect --why': [
      ['inspect', '--why', 'examples/plan.md:39'],
      ['inspect', '--why', 'examples/plan.md:14'],
    ],
  };

  for (const [name, runs] of Object.entries(asked))
    it(`has the keys of \`${name} --format json\``, async () => {
      const [, written = ''] = new RegExp(`^- \`${name}\`: \`([^\`]+)\``, 'm').exec(page) ?? [];
      const there = new Set<string>();
      for (const args of runs) {
        const { stdout } = await planwright([...args, '--format', 'json']);
        for (const document of JSON.parse(stdout).documents) keysOf(document, '', there);
      }
      const said = shape(written);
      assert.ok(said.size > 5, written);
      assert.deepEqual(
        [...said].filter((key) => !there.has(key)),
        [],
        'told, and not there',
      );
      // of what has a shape of its own everywhere (degrees, ranges, sums) the page tells the name alone
      const open = (key: string): boolean =>
        [...said].some((other) => key.startsWith(`${other}.`) && ![...said].some((more) => more.startsWith(`${other}.`)));
      const unopened = (key: string): boolean =>
        [...said].some((other) => key.startsWith(`${other}[]`) && ![...said].some((more) => more.startsWith(`${other}[]`)));
      assert.deepEqual(
        [...there].filter((key) => !said.has(key) && !open(key) && !unopened(key)),
        [],
        'there, and not told',
      );
    });

  it('has the keys of `check --format json`', async () => {
    const [, written = '{}'] = /```json\n(\{\n {2}"version": 1[\s\S]*?)```/.exec(page) ?? [];
    const said = keysOf(JSON.parse(written));
    const silenced = 'TP: 8\nPP: 4\nDP: 4\nGPUs: 512 (8 × 4 × 4 = 512) <!-- planwright-disable-line gpu-count: as printed -->\n';
    const { stdout } = await planwright(['check', '--format', 'json', 'examples/plan.md', '-', '--stdin-filename', 'a.md'], {
      input: silenced,
    });
    const there = keysOf(JSON.parse(stdout));
    assert.deepEqual(
      [...said].filter((key) => !there.has(key)),
      [],
    );
    const detail = /\.(?:start|end)\b|\.range\./;
    assert.deepEqual(
      [...there].filter((key) => !said.has(key) && !detail.test(key)),
      [],
    );
  });

  it('lists endings of files that a folder is walked for', () => {
    const [, listed = ''] = /A \*\*folder\*\* is walked: ([\s\S]*?)\. What git/.exec(page) ?? [];
    const said = code(listed).filter((name) => name.startsWith('.'));
    const source = read('server/src/cli/input/walk.ts');
    const [, there = ''] = /const extensions = new Set\(\[([\s\S]*?)\]\);/.exec(source) ?? [];
    const known = [...there.matchAll(/'(\.[a-z]+)'/g)].map(([, name = '']) => name);
    assert.deepEqual(said.sort(), known.filter((name) => name !== '.dockerfile').sort());
  });

  it('tells the limits of files that are read', () => {
    const [, rules = ''] = /rulesLimit = ([\d_]+)/.exec(read('server/src/cli/input/walk.ts')) ?? [];
    const kilobytes = [configLimit, Number(rules.replaceAll('_', '')), fileLimit].map((bytes) => (bytes / 1000).toLocaleString('en-US'));
    assert.ok(
      page.replace(/\s+/g, ' ').includes(`of at most ${kilobytes.slice(0, 2).join(', ')} and ${kilobytes[2]} kB`),
      kilobytes.join(),
    );
    assert.ok(read('docs/configuration.md').includes(`more than ${kilobytes[0]} kB`));
  });

  it('names the inputs of the action', () => {
    const part = below('docs/cli.md', '## In continuous integration');
    for (const input of Object.keys(parse(read('action.yml')).inputs)) assert.match(part, new RegExp(`\\b${input}:|\`${input}\``), input);
  });
});

describe('what the docs count and name', () => {
  const texts = [
    'README.md',
    'CONTRIBUTING.md',
    ...readdirSync('docs', { recursive: true }).map((name) => path.join('docs', String(name))),
  ].filter((name) => name.endsWith('.md'));

  it('are all formats, dialects and rules that there are', async () => {
    const [, listed = ''] = /Output for programs: `--format ([\s\S]*?)\. All of it/.exec(read('README.md')) ?? [];
    assert.deepEqual(listed.match(/[a-z]+/g)?.sort(), formats.filter((format) => format !== 'pretty').sort());
    const [, dialects] = /^## The (\d+) dialects$/m.exec(read('docs/dialects.md')) ?? [];
    for (const page of texts) for (const [, number] of read(page).matchAll(/\b(\d+) dialects\b/g)) assert.equal(number, dialects, page);
    assert.deepEqual(readdirSync('docs/rules').sort(), ruleIds.map((id) => `${id}.md`).sort());
  });

  it('are the places that the pictured fix rewrites', async () => {
    const { stdout } = await planwright(['fix', '--diff', '--layout', 'best', 'examples/plan.md']).then(({ stderr }) => ({
      stdout: stderr,
    }));
    const [, places = ''] = /would rewrite (\d+) places/.exec(stdout) ?? [];
    assert.match(read('docs/marketplace.md'), new RegExp(`and ${places} places follow`));
  });

  it('are files that are there', () => {
    const missing: string[] = [];
    for (const page of texts)
      for (const [, file = ''] of read(page).matchAll(
        /`((?:server|client|site|scripts|test|bin|schemas|examples|skills)\/[\w./-]+\.\w+|(?:scripts|test|client|site|server)\/[\w/-]+\/)`/g,
      ))
        if (!existsSync(file)) missing.push(`${page}: ${file}`);
    assert.deepEqual(missing, []);
  });

  it('are pictures that somebody looks at', () => {
    const all = [...texts, 'package.json', 'scripts/site.mjs', 'site/playground/index.html'].map(read).join('\n');
    assert.deepEqual(
      readdirSync('docs/images').filter((name) => !all.includes(name)),
      [],
    );
  });
});
