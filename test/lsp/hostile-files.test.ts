import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, afterEach, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { Editor, modern } from './harness.ts';

const parent = 'trainer:\n  num_nodes: 3\nmodel:\n  tensor_model_parallel_size: 16\n';
const recipe = (defaults: string): string =>
  `defaults:\n  - ${defaults}\n  - _self_\ntrainer:\n  devices: 8\nmodel:\n  pipeline_model_parallel_size: 2\n  global_batch_size: 24\n`;
const wrong = '# Plan\n\n- TP: 8\n- PP: 4\n- DP: 2\n- Total GPUs: 32 (8 × 4 × 2 = 32)\n';

describe('a workspace that somebody else wrote', { skip: process.platform === 'win32' }, () => {
  let above = '';
  let folder = '';
  let editor: Editor;
  const at = (...names: string[]): string => path.join(folder, ...names);
  const uriOf = (...names: string[]): string => pathToFileURL(at(...names)).href;

  before(() => {
    above = mkdtempSync(path.join(tmpdir(), 'planwright-'));
    folder = path.join(above, 'workspace');
    mkdirSync(folder);
    mkdirSync(path.join(above, 'secret'));
    writeFileSync(path.join(above, 'secret/base.yaml'), parent);
    writeFileSync(path.join(above, 'planwright.yaml'), 'rules: { gpu-count: off, arithmetic: off }\n');
  });
  afterEach(async () => {
    await editor.end();
    rmSync(folder, { recursive: true });
    mkdirSync(folder);
  });
  after(() => rmSync(above, { recursive: true }));

  for (const device of ['/dev/stdin', '/dev/ptmx', '/dev/urandom', '/dev/zero'])
    test(`settings that are a link to ${device} are no settings`, async () => {
      symlinkSync(device, at('planwright.yaml'));
      editor = await Editor.spawn({ folder: pathToFileURL(folder).href });
      await editor.open(uriOf('plan.md'), wrong);
      assert.ok((await editor.diagnostics(uriOf('plan.md'))).length > 0);
      await editor.replace(uriOf('plan.md'), '= 32)', '= 64)');
      await editor.replace(uriOf('plan.md'), 'GPUs: 32', 'GPUs: 64');
      assert.deepEqual(await editor.diagnostics(uriOf('plan.md')), []);
    });

  test('settings above the workspace silence nothing; those of its repository count', async () => {
    editor = await Editor.spawn({ folder: pathToFileURL(folder).href });
    await editor.open(uriOf('plan.md'), wrong);
    assert.ok((await editor.diagnostics(uriOf('plan.md'))).length > 0);
    await editor.end();
    mkdirSync(path.join(above, '.git'));
    editor = await Editor.spawn({ folder: pathToFileURL(folder).href });
    await editor.open(uriOf('plan.md'), wrong);
    assert.deepEqual(await editor.diagnostics(uriOf('plan.md')), []);
    rmSync(path.join(above, '.git'), { recursive: true });
  });

  test('a pipe, a device, a huge file or a link out of the workspace brings no values, and stops no check', async () => {
    execFileSync('mkfifo', [at('pipe.yaml')]);
    symlinkSync('/dev/ptmx', at('device.yaml'));
    symlinkSync('/dev/zero', at('zero.yaml'));
    symlinkSync('../secret/base.yaml', at('link.yaml'));
    writeFileSync(at('huge.yaml'), parent + '# filling\n'.repeat(200_000));
    editor = await Editor.spawn({ folder: pathToFileURL(folder).href });
    const uri = uriOf('recipe.yaml');
    for (const name of ['pipe', 'device', 'zero', 'link', 'huge']) {
      await editor.open(uri, recipe(name), 'yaml');
      assert.deepEqual(await editor.diagnostics(uri), [], name);
      await editor.close(uri);
    }
    // the same values in a file of the workspace are used
    writeFileSync(at('base.yaml'), parent);
    await editor.open(uri, recipe('base'), 'yaml');
    assert.match(String((await editor.diagnostics(uri))[0]?.message), /TP 16/);
  });

  test('a file that changes while it is read is read again', async () => {
    let text = parent;
    let reads = 0;
    const base = uriOf('base.yaml');
    editor = await Editor.connect({
      folder: pathToFileURL(folder).href,
      host: {
        files: {
          exists: async () => false,
          async read(uri) {
            if (uri !== base) return null;
            reads++;
            const now = text;
            if (reads > 1) return now;
            text = parent.replace('3', '4');
            await editor.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri: base, type: 2 }] });
            await new Promise((resolve) => setTimeout(resolve, 100));
            return now;
          },
        },
      },
    });
    const uri = uriOf('recipe.yaml');
    await editor.open(uri, recipe('base').replace('24', '3'), 'yaml');
    assert.deepEqual(await editor.diagnostics(uri), []);
    assert.equal(reads, 2);
  });

  test('folders that are opened and closed later count from then on', async () => {
    mkdirSync(at('a'));
    mkdirSync(at('b'));
    writeFileSync(at('b/base.yaml'), parent);
    const folderOf = (name: string) => ({ uri: uriOf(name), name });
    editor = await Editor.spawn({
      folder: uriOf('a'),
      capabilities: { ...modern, workspace: { ...modern.workspace, workspaceFolders: true } },
    });
    const change = (added: string[], removed: string[]) =>
      editor.connection.sendNotification('workspace/didChangeWorkspaceFolders', {
        event: { added: added.map(folderOf), removed: removed.map(folderOf) },
      });
    const uri = uriOf('b/recipe.yaml');
    await editor.open(uri, recipe('base'), 'yaml');
    assert.deepEqual(await editor.diagnostics(uri), []);
    await change(['b'], []);
    await editor.until(() => editor.published.findLast((sent) => sent.uri === uri)?.diagnostics.length === 1);
    await change([], ['b']);
    await editor.until(() => editor.published.findLast((sent) => sent.uri === uri)?.diagnostics.length === 0);
  });

  test('an editor that never tells its settings gets diagnostics all the same', async () => {
    editor = await Editor.spawn({ folder: pathToFileURL(folder).href, settings: () => new Promise(() => {}) });
    await editor.open(uriOf('plan.md'), wrong);
    assert.ok((await editor.diagnostics(uriOf('plan.md'))).length > 0);
  });
});
