import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { getToolUiResourceUri, RESOURCE_MIME_TYPE } from '@modelcontextprotocol/ext-apps/app-bridge';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { ListRootsRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { folder, root } from './folder.ts';

const plan = readFileSync('examples/plan.md', 'utf8');
const right = readFileSync('examples/plan-corrected.md', 'utf8');

interface Answer {
  readonly text: string;
  readonly isError: boolean;
  // biome-ignore lint/suspicious/noExplicitAny: what an agent gets is looked at, not typed
  readonly json: any;
}

interface Agent {
  readonly client: Client;
  readonly call: (name: string, args: Record<string, unknown>) => Promise<Answer>;
  /** Other roots than those at the beginning. */
  readonly move: (roots: readonly string[]) => Promise<void>;
}

/** A client of the official SDK with `planwright mcp` as its child; with `roots` it names folders as an editor does. */
async function agent({ cwd = root, args = [], roots }: { cwd?: string; args?: string[]; roots?: readonly string[] } = {}): Promise<Agent> {
  let named = roots;
  const client = new Client({ name: 'test', version: '1' }, { capabilities: named ? { roots: { listChanged: true } } : {} });
  if (named)
    client.setRequestHandler(ListRootsRequestSchema, () => ({ roots: (named ?? []).map((at) => ({ uri: pathToFileURL(at).href })) }));
  const program = path.join(root, 'bin/planwright.mjs');
  await client.connect(new StdioClientTransport({ command: process.execPath, args: [program, 'mcp', ...args], cwd }));
  after(() => client.close());
  return {
    client,
    async call(name, given) {
      const { content, isError, structuredContent } = await client.callTool({ name, arguments: given });
      return { text: (content as { text: string }[])[0]?.text ?? '', isError: isError === true, json: structuredContent };
    },
    async move(to) {
      named = to;
      await client.sendRootsListChanged();
    },
  };
}

describe('planwright mcp', () => {
  it('lists tools that only read', async () => {
    const { client } = await agent();
    const { tools } = await client.listTools();
    assert.deepEqual(
      tools.map(({ name }) => name),
      ['check', 'fix', 'layouts', 'memory', 'explore', 'explain'],
    );
    for (const { annotations, description } of tools) {
      assert.deepEqual([annotations?.readOnlyHint, annotations?.openWorldHint], [true, false]);
      assert.ok((description ?? '').length > 40);
    }
    assert.match(client.getInstructions() ?? '', /deployment plans/);
  });

  it('checks a file, a folder, and a text that is not saved', async () => {
    const { call } = await agent({ cwd: folder({ 'docs/plan.md': plan, 'docs/notes.md': '# Notes\n' }) });
    const file = await call('check', { path: 'docs/plan.md' });
    assert.match(file.text, /^error\[gpu-count\]: 8 × 4 × 16 × 4 is 2048, not 512$/m);
    assert.match(file.text, /docs.plan\.md:39:18/);
    assert.match((await call('check', { path: '.' })).text, /in 1 plan/);
    assert.match((await call('check', { text: right })).text, /^no findings in 1 plan/m);
    assert.match((await call('check', { text: 'hello' })).text, /^no plan/);
  });

  it('gives exact ranges as JSON', async () => {
    const { call } = await agent();
    const { json, text } = await call('check', { path: 'examples/plan.md', format: 'json' });
    assert.deepEqual(JSON.parse(text), json);
    const [{ path: name, findings }] = json.documents;
    assert.equal(name, path.join('examples', 'plan.md'));
    const product = findings.find(
      ({ rule, range }: { rule: string; range: { start: { line: number } } }) => rule === 'gpu-count' && range.start.line === 39,
    );
    assert.deepEqual(product.range, { start: { line: 39, column: 18 }, end: { line: 39, column: 38 } });
    assert.ok(product.repairs.length > 0);
  });

  it('gives corrections as a diff and writes nothing', async () => {
    const at = folder({ 'plan.md': plan });
    const { call } = await agent({ cwd: at });
    const { text } = await call('fix', { path: 'plan.md', layout: 'TP=4,EP=8' });
    assert.match(text, /^--- a\/plan\.md$/m);
    assert.match(text, /^-Tensor Parallelism \(TP\): {3}8$/m);
    assert.match(text, /^\+Tensor Parallelism \(TP\): {3}4$/m);
    assert.equal(readFileSync(path.join(at, 'plan.md'), 'utf8'), plan);
    const never = await call('fix', { path: 'plan.md', layout: 'TP=7' });
    assert.equal(never.isError, true);
    assert.match(never.text, /^plan\.md: no valid layout has TP 7/);
  });

  it('tells layouts and memory', async () => {
    const { call } = await agent();
    assert.match((await call('layouts', { path: 'examples/plan.md' })).text, /512 GPUs, \d+ valid layouts/);
    const { json } = await call('memory', { path: 'examples/mixture.md', format: 'json' });
    assert.ok(json.documents[0].perGpu[0].total.low > 1e9);
    assert.match((await call('memory', { text: '# Notes' })).text, /no deployment plan/);
  });

  it('tells what would follow from other values', async () => {
    const { call } = await agent();
    const { text, json } = await call('explore', { path: 'examples/plan.md', change: { tp: 4, ep: 8 } });
    assert.match(text, /^examples.plan\.md: TP 4 · PP 4 · EP 8 · DP 4 on 512 GPUs\n[\d.]+ GB expected on the fullest GPU .* of 64 GB$/m);
    assert.match(text, /^VPP 8 is not allowed: 16 layers in PP 4$/m);
    assert.equal(json.name, path.join('examples', 'plan.md'));
    assert.equal(json.state.layout, 'TP 4 · PP 4 · EP 8 · DP 4');
    const own = await call('explore', { path: 'examples/plan.md' });
    assert.match(own.text, /^8 × 4 × 16 × 4 = 2048 GPUs, not 512$/m);
    assert.deepEqual((await call('explore', { text: '# Notes' })).json, { name: 'plan.md', state: null });
    for (const change of [{ tensor: 4 }, { tp: 0 }])
      assert.equal((await call('explore', { path: 'examples/plan.md', change })).isError, true);
    assert.match((await call('explore', { path: 'examples' })).text, /name one plan/);
  });

  it('has a page for chats that show one, in one file that loads nothing and runs only what is its own', async () => {
    const { client } = await agent();
    const { tools } = await client.listTools();
    const uri = getToolUiResourceUri({ _meta: tools.find(({ name }) => name === 'explore')?._meta ?? {} });
    assert.equal(uri, 'ui://planwright/explore.html');
    assert.deepEqual(
      (await client.listResources()).resources.map((each) => [each.uri, each.mimeType]),
      [[uri, RESOURCE_MIME_TYPE]],
    );
    const [page, ...more] = (await client.readResource({ uri: uri ?? '' })).contents;
    assert.ok(page && 'text' in page && more.length === 0);
    assert.equal(page.mimeType, RESOURCE_MIME_TYPE);
    assert.deepEqual(
      [...page.text.matchAll(/https?:[^"'` ]*/g)].map(([address]) => address).filter((address) => address !== 'http://www.w3.org/2000/svg'),
      [],
    );
    assert.doesNotMatch(page.text, /<(?:link|img|iframe)\b|\b(?:src|style)="|url\(|@import|\beval\(|innerHTML/);
    const [, policy = ''] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page.text) ?? [];
    const hashes = [...page.text.matchAll(/<(script|style)>([\s\S]*?)<\/\1>/g)].map(
      ([, tag, text = '']) => `${tag}-src 'sha256-${createHash('sha256').update(text).digest('base64')}'`,
    );
    assert.equal(hashes.length, 2);
    assert.deepEqual(policy.split('; ').sort(), ["default-src 'none'", ...hashes].sort());
  });

  it('explains rules', async () => {
    const { call } = await agent();
    assert.match((await call('explain', { rule: 'gpu-count' })).text, /^# gpu-count\n/);
    const unknown = await call('explain', { rule: 'gpu-cuont' });
    assert.equal(unknown.isError, true);
    assert.match(unknown.text, /did you mean `gpu-count`\?/);
  });

  it('answers what cannot be done with words, and goes on', async () => {
    const { call } = await agent({ cwd: folder({ 'plan.md': plan }) });
    for (const args of [{}, { path: 'missing.md' }, { path: '\0' }]) {
      const { isError, text } = await call('check', args);
      assert.equal(isError, true, JSON.stringify(args));
      assert.doesNotMatch(text, /\n +at /);
    }
    assert.equal((await call('check', { path: 7 })).isError, true);
    assert.match((await call('check', { path: 'plan.md' })).text, /^error/m);
  });
});

describe('the folders that planwright mcp may read', () => {
  const secret = 'TP: 8\nPP: 4\nDP: 4\nGPUs: 512 (8 × 4 × 4 = 512)\n';

  it('are those that the client names, and follow it', async () => {
    const at = folder({ 'a/plan.md': plan, 'b/other.md': secret });
    const { call, move } = await agent({ cwd: at, roots: [path.join(at, 'a')] });
    assert.equal((await call('check', { path: 'plan.md' })).isError, false);
    for (const outside of ['../b/other.md', path.join(at, 'b/other.md'), '..', '/etc/passwd']) {
      const { isError, text } = await call('check', { path: outside });
      assert.equal(isError, true, outside);
      assert.match(text, /outside of the folders that may be read/);
    }
    await move([path.join(at, 'b')]);
    assert.match((await call('check', { path: 'other.md' })).text, /^error/m);
    assert.equal((await call('check', { path: path.join(at, 'a/plan.md') })).isError, true);
  });

  it('are not left by links, in the name or in a folder', { skip: process.platform === 'win32' }, async () => {
    const at = folder({ 'in/plan.md': right, 'out/other.md': secret });
    symlinkSync(path.join(at, 'out/other.md'), path.join(at, 'in/link.md'));
    symlinkSync(path.join(at, 'out'), path.join(at, 'in/folder'));
    const { call } = await agent({ cwd: path.join(at, 'in') });
    assert.equal((await call('check', { path: 'link.md' })).isError, true);
    assert.equal((await call('check', { path: 'folder/other.md' })).isError, true);
    const walked = await call('check', { path: '.' });
    assert.match(walked.text, /no findings in 1 plan/);
    assert.doesNotMatch(walked.text, /error/);
  });

  it('hold for the files that a config takes values from', async () => {
    const degrees = 'tensor_model_parallel_size: 2\n    pipeline_model_parallel_size: 1\n    context_parallel_size: 1\n';
    const base = `policy:\n  megatron_cfg:\n    enabled: true\n    ${degrees}cluster:\n  gpus_per_node: 8\n  num_nodes: 1\n`;
    const recipe = 'defaults: ../base.yaml\npolicy:\n  megatron_cfg:\n    pipeline_model_parallel_size: 3\n';
    const at = folder({ '.git/HEAD': '', 'base.yaml': base, 'in/recipe.yaml': recipe });
    const outer = await agent({ cwd: at });
    assert.match((await outer.call('check', { path: 'in/recipe.yaml' })).text, /8 GPUs cannot be divided by TP 2 × PP 3/);
    const inner = await agent({ cwd: path.join(at, 'in') });
    assert.doesNotMatch((await inner.call('check', { path: 'recipe.yaml' })).text, /TP 2|base\.yaml/);
  });

  it('are those of the command line where it names some', async () => {
    const at = folder({ 'a/plan.md': plan, 'b/other.md': secret });
    const { call } = await agent({ cwd: at, args: ['--root', path.join(at, 'b')], roots: [path.join(at, 'a')] });
    assert.match((await call('check', { path: 'other.md' })).text, /^error/m);
    assert.equal((await call('check', { path: path.join(at, 'a/plan.md') })).isError, true);
  });
});
