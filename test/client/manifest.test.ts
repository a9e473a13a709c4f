import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import schema from '../../schemas/planwright.schema.json';
import { trainingPlan } from '../../server/src/cli/commands/template.ts';
import { analyze, explore, hoverAt, repairsFor, ruleIds, ruleInfo } from '../../server/src/engine.ts';
import { detailsCommand, exploreCommand, layoutCommand } from '../../server/src/lsp/protocol.ts';

interface Found {
  readonly severity: string;
  readonly rule: string;
  readonly range: { readonly start: { readonly line: number; readonly column: number } };
}

/** The manifest as an editor reads it, in English. */
const words = JSON.parse(readFileSync('package.nls.json', 'utf8'));
const manifest = JSON.parse(readFileSync('package.json', 'utf8'), (_, value) =>
  typeof value === 'string' ? value.replace(/^%([\w.-]+)%$/, (whole, key) => words[key] ?? whole) : value,
);
const { properties } = manifest.contributes.configuration;

describe('the manifest of the extension', () => {
  test('lists every rule with its severities and the words of the catalog', () => {
    const rules = properties['planwright.rules'].properties;
    assert.deepEqual(Object.keys(rules), [...ruleIds]);
    for (const [id, rule] of Object.entries<{ enum: string[]; description: string }>(rules)) {
      assert.deepEqual(rule.enum, schema.definitions.level.enum);
      assert.equal(rule.description.replaceAll('’', "'"), ruleInfo(id)?.summary.replaceAll('’', "'"));
    }
  });

  test('has a setting for every key of planwright.yaml but `ignore`, and no other but those of the editor alone', () => {
    const keys = Object.keys(properties).map((key) => key.replace('planwright.', ''));
    assert.deepEqual(
      keys.sort(),
      [
        ...Object.keys(schema.properties).filter((key) => key !== 'ignore'),
        'enable',
        'inlayHints',
        'corrections',
        'codeLens',
        'workspaceProblems',
      ].sort(),
    );
    assert.deepEqual(properties['planwright.hardware'].properties, schema.properties.hardware.properties);
    assert.deepEqual(properties['planwright.expertParallel'].enum.filter(Boolean), schema.properties.expertParallel.enum);
  });

  test('describes the tools of models as `planwright mcp` does, so that agents find them and people can name them', async () => {
    const client = new Client({ name: 'test', version: '1' });
    await client.connect(new StdioClientTransport({ command: process.execPath, args: ['bin/planwright.mjs', 'mcp'] }));
    const served = (await client.listTools()).tools.filter(({ name }) => name !== 'explore');
    await client.close();
    const { languageModelTools: tools, mcpServerDefinitionProviders: providers } = manifest.contributes;
    assert.deepEqual(
      tools.map(({ name, modelDescription }: Record<string, string>) => [name, modelDescription]),
      served.map(({ name, description }) => [`planwright_${name}`, description]),
    );
    for (const [at, tool] of tools.entries()) {
      assert.equal(tool.toolReferenceName, tool.name);
      assert.equal(tool.canBeReferencedInPrompt, true);
      const known = Object.keys(served[at]?.inputSchema.properties ?? {});
      for (const name of Object.keys(tool.inputSchema.properties)) assert.ok(known.includes(name), `${tool.name}: ${name}`);
    }
    assert.deepEqual(providers, [{ id: 'planwright', label: 'Planwright' }]);
  });

  test('names files that are there', () => {
    const { icon, main, browser, contributes } = manifest;
    const { grammars, yamlValidation, snippets, chatSkills, walkthroughs } = contributes;
    const steps = walkthroughs.flatMap((walkthrough: { steps: { media: { markdown: string } }[] }) => walkthrough.steps);
    const named = [
      icon,
      main,
      browser,
      yamlValidation[0].url,
      ...[...grammars, ...snippets, ...chatSkills].map(({ path }) => path),
      ...steps.map(({ media }: { media: { markdown: string } }) => media.markdown),
    ];
    for (const file of named) assert.ok(existsSync(file), file);
  });

  test('names commands that it has, wherever it does so', () => {
    const { commands, menus, walkthroughs } = manifest.contributes;
    const known = new Set<string>(commands.map(({ command }: { command: string }) => command));
    const used = [
      ...Object.values<{ command: string }[]>(menus).flatMap((items) => items.map(({ command }) => command)),
      ...[...JSON.stringify(walkthroughs).matchAll(/(?:command:|onCommand:)([\w.]+)/g)].map(([, command = '']) => command),
      detailsCommand,
      layoutCommand,
      exploreCommand,
    ];
    assert.deepEqual(
      used.filter((command) => !known.has(command)),
      [],
    );
    const sources = readdirSync('client/src')
      .map((file) => readFileSync(`client/src/${file}`, 'utf8'))
      .join('\n');
    for (const command of known)
      assert.ok(
        sources.includes(`'${command}'`) || [detailsCommand, exploreCommand, layoutCommand].includes(command),
        `${command} is carried out by nothing`,
      );
  });

  test('finds the findings of the command line in the output of its task', async () => {
    const [matcher] = manifest.contributes.problemMatchers;
    const [first, second] = matcher.pattern.map(({ regexp }: { regexp: string }) => new RegExp(regexp));
    const { stdout } = spawnSync(process.execPath, ['bin/planwright.mjs', 'check', 'examples'], { encoding: 'utf8' });
    const lines = stdout.split('\n');
    const found = lines.flatMap((line, at) => {
      const [, severity, rule] = first.exec(line) ?? [];
      const [, file, row, column] = severity ? (second.exec(lines[at + 1] ?? '') ?? []) : [];
      return severity ? [`${severity} ${rule} ${file}:${row}:${column}`] : [];
    });
    const shown = JSON.parse(
      spawnSync(process.execPath, ['bin/planwright.mjs', 'check', '--format', 'json', 'examples'], { encoding: 'utf8' }).stdout,
    );
    const expected = shown.documents.flatMap(({ path, findings }: { path: string; findings: Found[] }) =>
      findings.map(({ severity, rule, range }) => `${severity} ${rule} ${path}:${range.start.line}:${range.start.column}`),
    );
    assert.ok(expected.length > 5);
    assert.deepEqual(found.sort(), expected.sort());
  });

  test('has a page of its own for the marketplace, whose links lead out of it', () => {
    for (const [, target = ''] of readFileSync('docs/marketplace.md', 'utf8').matchAll(/\]\(([^)\s]+)\)/g)) {
      assert.match(target, /^https:\/\//);
      const [, inRepository] = /\/(?:blob\/)?main\/([^#]+)/.exec(target) ?? [];
      if (inRepository) assert.ok(existsSync(inRepository), target);
    }
  });

  test('shows figures of the template that the page tells of it', () => {
    const told = [{}, { tp: 4 }].map((change) => explore(analyze(trainingPlan, { path: 'plan.md' }), change));
    const short = (value = Number.NaN): string => Number(value.toPrecision(3)).toLocaleString('en-US');
    const figures = told.map((state) => [
      short((state?.memory?.expected ?? 0) / 1e9),
      short((state?.memory?.capacity ?? 0) / 1e9),
      short(100 * (state?.bubble?.ofTotal ?? 0)),
      short(state?.speed?.tokensPerGpu),
    ]);
    for (const file of ['walkthrough/explore.md', 'walkthrough/explore.nls.zh-cn.md'])
      for (const figure of figures.flat()) assert.ok(readFileSync(file, 'utf8').includes(figure), `${file}: ${figure}`);
    const [[before, , , slower] = [], [after, , , quicker] = []] = figures;
    const page = readFileSync('docs/first-plan.md', 'utf8').replace(/\s+/g, ' ');
    assert.ok(page.includes(`${after} GB on a GPU instead of ${before}, and about ${quicker} tokens/s instead of ${slower}`), page);
  });

  test('shows a hover over the template, and a slip in it, as they are', () => {
    const of = analyze(trainingPlan, { path: 'plan.md' });
    const shown = hoverAt(of, trainingPlan.indexOf('(TP)**: 2') + 8)?.markdown.replaceAll(/(?<!\*)_(.+?)_/g, '*$1*');
    for (const file of ['walkthrough/hover.md', 'walkthrough/hover.nls.zh-cn.md']) {
      const lines = [...readFileSync(file, 'utf8').matchAll(/^> (.+)$/gm)].map(([, line]) => line);
      assert.equal(lines.join('\n\n'), shown, file);
    }
    const slip = trainingPlan.replace('32 ÷ 2 = 16', '32 ÷ 2 = 15');
    const wrong = analyze(slip, { path: 'plan.md' });
    const [finding] = wrong.findings;
    assert.ok(finding);
    const [repair] = repairsFor(wrong, finding);
    for (const file of ['walkthrough/finding.md', 'walkthrough/finding.nls.zh-cn.md']) {
      const page = readFileSync(file, 'utf8');
      for (const said of [`error (${finding.rule}): ${finding.message}`, `*${repair?.title}*`])
        assert.ok(page.includes(said), `${file}: ${said}`);
    }
  });

  test('has a moving picture of one fix, small enough for a page', () => {
    const picture = readFileSync('docs/images/fix.gif');
    assert.equal(picture.subarray(0, 6).toString('latin1'), 'GIF89a');
    assert.ok(picture.length < 2_000_000, `${picture.length} bytes`);
    // one graphic control extension for each frame
    assert.ok(picture.toString('latin1').split('\x21\xf9\x04').length > 5, 'it moves');
    assert.match(readFileSync('docs/marketplace.md', 'utf8'), /docs\/images\/fix\.gif/);
  });

  test('is one that every kind of workspace and host may run', () => {
    assert.equal(manifest.capabilities.untrustedWorkspaces.supported, true);
    assert.equal(manifest.capabilities.virtualWorkspaces, true);
    assert.equal(manifest.type, undefined, 'a browser’s extension host takes CommonJS only where no module type is named');
  });
});

describe('the grammar that colours plans', () => {
  const { repository } = JSON.parse(readFileSync('syntaxes/plan.tmLanguage.json', 'utf8'));
  const found = (rule: string, text: string) => text.match(new RegExp(repository[rule].match, 'g')) ?? [];

  test('finds degrees', () => {
    assert.deepEqual(found('degree', 'TP=8, PP 4, EP16, (DP):   4 and CP: 2'), ['TP=8', 'PP 4', 'EP16', 'DP):   4', 'CP: 2']);
    assert.deepEqual(found('degree', 'HTTP 8, TPU 4, UPPER=3, step 4'), []);
  });

  test('finds equations, not dates and fractions', () => {
    assert.deepEqual(found('equation', 'GPUs: 512 (8 × 4 × 16 = 512), 1,024 ÷ 8 = 128'), ['8 × 4 × 16 = 512', '1,024 ÷ 8 = 128']);
    assert.deepEqual(found('equation', 'on 2024-05-01, 1/2 of it, x = 3, 4 x 4'), []);
  });

  test('reads a long line once: with backtracking this would not end', () => {
    for (const text of ['1 × '.repeat(5000), `TP${' '.repeat(20_000)}`, '1'.repeat(20_000), '1 + '.repeat(12)]) {
      assert.deepEqual([...found('degree', text), ...found('equation', text)], []);
    }
  });
});
