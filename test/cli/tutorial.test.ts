import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { getStaticTOMLValue, parseTOML } from 'toml-eslint-parser';
import { parse } from 'yaml';
import { formats } from '../../server/src/cli/formats.ts';
import { folder, planwright } from './folder.ts';

/** Fenced blocks of a page, in order. */
const blocks = (page: string): { kind: string; text: string }[] =>
  [...readFileSync(page, 'utf8').matchAll(/^ *```(\w*)\n([\s\S]*?)^ *```$/gm)].map(([, kind = '', text = '']) => ({ kind, text }));

/** Arguments of a command line that has no more than double and single quotes. */
const words = (line: string): string[] => [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, a, b, c]) => a ?? b ?? c ?? '');

/** What stands behind `planwright` in a line of the docs, without redirections and comments. */
const ours = (line: string): string[] | null => {
  const [, rest] = /(?:^|\s)planwright(?:@[\d.]+)? ([^#>|]*)/.exec(line) ?? [];
  return rest === undefined ? null : words(rest.trim());
};

describe('docs/first-plan.md', () => {
  it('shows what happens to those who follow it', async () => {
    const at = folder();
    const plan = path.join(at, 'plan.md');
    let [commands, edits] = [0, 0];
    for (const { kind, text } of blocks('docs/first-plan.md')) {
      if (kind === 'diff') {
        const part = (sign: string) => (text.match(new RegExp(`^\\${sign}(.*)$`, 'm')) ?? [])[1] ?? '';
        const before = readFileSync(plan, 'utf8');
        assert.ok(part('-') !== '' && before.includes(part('-')), text);
        writeFileSync(plan, before.replace(part('-'), part('+')));
        edits++;
      }
      if (kind !== 'console') continue;
      for (const step of text.split(/^(?=\$ )/m)) {
        const [command = '', ...shown] = step.trimEnd().split('\n');
        const args = ours(command);
        assert.ok(args, command);
        const { stdout, stderr } = await planwright(args, { cwd: at });
        const lines = stdout.split('\n');
        let from = 0;
        for (const line of shown) {
          const found = lines.findIndex((other, index) => index >= from && other.includes(line));
          assert.ok(found >= 0, `${command}: no “${line}” in\n${stdout}${stderr}`);
          from = found + 1;
        }
        commands++;
      }
    }
    assert.ok(commands >= 4 && edits >= 3);
    assert.equal((await planwright(['check', 'plan.md'], { cwd: at })).code, 0, 'and leads to a plan that holds');
  });
});

describe('README.md', () => {
  it('leads to a first finding, a first fix and a first what-if, with what each says', async () => {
    const at = folder();
    const [, tried = ''] = /^## Try it$([\s\S]*?)\[Your first plan\]/m.exec(readFileSync('README.md', 'utf8')) ?? [];
    const [, wrong = '', right = '', label = ''] = /write `(\d+)` for `(\d+)` behind \*([^*]+)\*/.exec(tried) ?? [];
    let said = '';
    for (const line of tried.split('\n')) {
      if (line.startsWith('Now write')) {
        const plan = path.join(at, 'plan.md');
        const text = readFileSync(plan, 'utf8');
        const changed = text.replace(new RegExp(`(${label}.*= )${right}$`, 'm'), `$1${wrong}`);
        assert.notEqual(changed, text);
        writeFileSync(plan, changed);
      }
      const args = line.startsWith('npx') ? ours(line) : null;
      if (!args) continue;
      const { stdout, stderr } = await planwright(args, { cwd: at });
      said += `$ ${args.join(' ')}\n${stdout}${stderr}`;
    }
    const [first = '', finding = '', fix = '', whatIf = '', memory = ''] = said.split(/^\$ (?!init)/m).slice(1);
    assert.match(first, /^check plan\.md\n[\s\S]*no findings/);
    assert.match(finding, /32 ÷ 2 is 16, not 15/);
    assert.match(fix, /Change 15 to 16/);
    assert.match(whatIf, /^\+- \*\*GPUs\*\*: 4 × 2 × 8 = 64$/m);
    assert.match(memory, /per GPU/);
  });
});

describe('commands in the docs', () => {
  it('are ones that the program takes', async () => {
    const lines = [
      'README.md',
      'docs/zh/README.md',
      'docs/cli.md',
      'docs/agents.md',
      'docs/faq.md',
      'docs/editors.md',
      'examples/README.md',
      'skills/planwright/SKILL.md',
    ].flatMap((page) =>
      [...readFileSync(page, 'utf8').matchAll(/(?:^|[`: $])((?:npx (?:--yes )?)?planwright(?:@[\d.]+)? [a-z]+[^`\n]*)/gm)].map(
        ([, line = '']) => ({ page, line }),
      ),
    );
    const help = (await planwright(['--help'])).stdout;
    const commands = new Map<string, string>();
    assert.ok(lines.length > 20, `${lines.length}`);
    for (const { page, line } of lines) {
      const [name = '', ...args] = ours(line) ?? [];
      if (!new RegExp(`^  ${name}\\b`, 'm').test(help)) continue;
      if (!commands.has(name)) commands.set(name, (await planwright([name, '--help'])).stdout);
      for (const option of args.filter((arg) => /^--[a-z]/.test(arg))) assert.ok(commands.get(name)?.includes(option), `${page}: ${line}`);
    }
    assert.ok(commands.size >= 8, [...commands.keys()].join());
  });

  it('stand in settings of editors and agents that parse, and start what there is', async () => {
    const help = (await planwright(['--help'])).stdout;
    const parsers: Record<string, (text: string) => unknown> = {
      // a line of settings stands among others
      json: (text) => JSON.parse(text.startsWith('{') ? text : `{${text}}`),
      toml: (text) => getStaticTOMLValue(parseTOML(text)),
    };
    let seen = 0;
    for (const { kind, text } of [...blocks('docs/editors.md'), ...blocks('docs/agents.md')]) {
      const parser = parsers[kind];
      // a line of Lua or Lisp names the program and its words as strings too
      const given = parser ? JSON.stringify(parser(text.replace(/^#.*\n/, ''))) : text;
      if (!given.includes('planwright') || !/json|toml|lua|elisp/.test(kind)) continue;
      const [, command = ''] = /planwright["']?[^\n]*?["' ([](lsp|mcp)["']/.exec(given) ?? [];
      if (command === '') {
        assert.match(given, /codeActionsOnSave/, given);
        continue;
      }
      assert.match(help, new RegExp(`^  ${command}\\b`, 'm'));
      if (command === 'lsp') assert.match(given, /--stdio/);
      seen++;
    }
    assert.ok(seen >= 9, `${seen}`);
  });

  it('name every format of check', () => {
    const page = readFileSync('docs/cli.md', 'utf8');
    for (const format of formats) assert.match(page, new RegExp(`^\\| \`${format}\` \\|`, 'm'));
  });

  it('stand in YAML that parses, and check what it says they check', async () => {
    const recipes = blocks('docs/cli.md').filter(({ kind }) => kind === 'yaml');
    assert.ok(recipes.length >= 4);
    const at = folder({ 'docs/plan.md': readFileSync('examples/plan.md') });
    const seen: string[] = [];
    for (const { text } of recipes) {
      const visit = async (value: unknown): Promise<void> => {
        if (value && typeof value === 'object') for (const inner of Object.values(value)) await visit(inner);
        const args = typeof value === 'string' ? ours(value) : null;
        if (args?.[0] !== 'check') return;
        const { code } = await planwright(args.at(-1)?.startsWith('-') ? [...args, 'docs/plan.md'] : args, { cwd: at });
        assert.equal(code, 1, String(value));
        seen.push(String(value));
      };
      await visit(parse(text));
    }
    assert.ok(seen.length >= 3, seen.join());
  });
});
