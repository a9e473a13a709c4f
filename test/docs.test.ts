import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { parseConfig } from '../server/src/config/parse.ts';
import { ruleIds, ruleInfo } from '../server/src/rules/catalog.ts';

const read = (file: string) => readFileSync(file, 'utf8');
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'examples/README.md',
  'docs/architecture.md',
  'docs/cli.md',
  'docs/configuration.md',
  'docs/accuracy.md',
  'docs/testing.md',
  'docs/agents.md',
  'docs/editors.md',
  'docs/faq.md',
  'docs/first-plan.md',
  'docs/glossary.md',
  'docs/zh/README.md',
  'docs/rules/gpu-count.md',
];

describe('the docs', () => {
  it('link to what is there', () => {
    const broken: string[] = [];
    for (const page of pages) {
      for (const [, target = ''] of read(page).matchAll(/\]\(([^)\s]+)\)/g)) {
        if (/^[a-z]+:/.test(target)) continue;
        const [file = '', anchor] = target.split('#');
        const found = path.join(path.dirname(page), file || path.basename(page));
        if (!existsSync(found)) broken.push(`${page}: ${target}`);
        else if (anchor && !new RegExp(`^#+ ${anchor.replaceAll('-', '[ -]')}$`, 'im').test(read(found))) broken.push(`${page}: ${target}`);
      }
    }
    assert.deepEqual(broken, []);
  });

  it('have nothing to find in them, but for the pages that planwright.yaml leaves out', () => {
    const args = ['bin/planwright.mjs', 'check', '--max-warnings', '0', 'README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'docs'];
    const { status, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    assert.equal(status, 0, stdout);
    assert.match(stdout, /^no findings/m);
  });

  it('list the rules as the catalog has them', () => {
    const rows = [...read('README.md').matchAll(/^\| \[`([a-z-]+)`\]\(docs\/rules\/\1\.md\) \| (.+) \| (\w+) \|$/gm)].map(
      ([, ...cells]) => cells,
    );
    assert.deepEqual(
      rows,
      ruleIds.map((id) => [id, ruleInfo(id)?.summary, ruleInfo(id)?.severity]),
    );
    const schema = JSON.parse(read('schemas/planwright.schema.json'));
    for (const id of ruleIds) assert.equal(schema.properties.rules.properties[id].description.replace("'", '’'), ruleInfo(id)?.summary);
  });

  it('show settings that are right', () => {
    const [, example = ''] = /```yaml\n(# yaml-language-server[\s\S]*?)```/.exec(read('docs/configuration.md')) ?? [];
    assert.deepEqual(parseConfig(example).problems, []);
    const { config } = parseConfig(example);
    assert.deepEqual(Object.keys(config).sort(), Object.keys(JSON.parse(read('schemas/planwright.schema.json')).properties).sort());
  });

  it('name every command and option of the program', () => {
    const help = (...args: string[]) => execFileSync(process.execPath, ['bin/planwright.mjs', ...args, '--help'], { encoding: 'utf8' });
    const cli = read('docs/cli.md');
    const commands = [...help().matchAll(/^ {2}([a-z]+)(?: \[options\])?(?: [<[][a-z.]+[>\]])? {2,}/gm)]
      .map(([, name = '']) => name)
      .filter((name) => name !== 'help');
    assert.ok(commands.length >= 8);
    for (const command of commands) {
      assert.match(cli, new RegExp(`planwright ${command} `));
      for (const [, option = ''] of help(command).matchAll(/^ {2}(--[a-z-]+)/gm))
        if (option !== '--help') assert.ok(cli.includes(option), `${command} ${option}`);
    }
  });

  it('show what the program says', () => {
    const [, command = '', sample = ''] =
      /```\n\$ npx planwright (check examples\/plan\.md)(?: +#.*)?\n([\s\S]*?)```/.exec(read('README.md')) ?? [];
    const lines = sample.trimEnd().split('\n');
    const { stdout } = spawnSync(process.execPath, ['bin/planwright.mjs', ...command.split(' ')], { encoding: 'utf8' });
    assert.ok(lines.length > 5);
    for (const line of lines) assert.ok(stdout.split('\n').includes(line), line);
  });

  it('name scripts that exist', () => {
    const { scripts } = JSON.parse(read('package.json'));
    for (const page of pages) {
      for (const [, name = ''] of read(page).matchAll(/\bnpm (?:run )?((?<=run )[a-z:]+|start\b|test\b)/g))
        assert.ok(name in scripts, `${page}: npm run ${name}`);
    }
  });
});
