import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Editor } from './harness.ts';

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

for (const command of [['dist/node/server.cjs', '--stdio'], ['dist/node/server.cjs'], ['bin/planwright.mjs', 'lsp', '--stdio']]) {
  test(`${command.join(' ')} answers initialize, and ends with 0 when told to`, async () => {
    const editor = await Editor.spawn({}, command);
    const { serverInfo, capabilities } = editor.initialized;
    assert.deepEqual(serverInfo, { name: 'Planwright', version });
    assert.equal(capabilities.positionEncoding, 'utf-16');
    assert.deepEqual(capabilities.textDocumentSync, { openClose: true, change: 2, save: { includeText: false } });
    assert.equal(capabilities.hoverProvider, true);
    assert.deepEqual(capabilities.codeActionProvider, { codeActionKinds: ['quickfix', 'refactor.rewrite', 'source.fixAll.planwright'] });
    assert.equal(await editor.end(), 0);
  });
}

test('it ends with 1 when its client goes away without a word', async () => {
  const editor = await Editor.spawn();
  const gone = once(editor.process ?? assert.fail(), 'exit');
  editor.process?.stdin?.end();
  assert.deepEqual(await gone, [1, null]);
  editor.connection.dispose();
});

test('it ends when the process that it was started for is gone', async () => {
  const parent = spawn(process.execPath, ['-e', '0']);
  const editor = await Editor.spawn({ processId: parent.pid ?? assert.fail() });
  const gone = once(editor.process ?? assert.fail(), 'exit');
  await gone;
  editor.connection.dispose();
});

test('it writes nothing but the protocol to its standard output, and nothing to its standard error', async () => {
  const child = spawn(process.execPath, ['dist/node/server.cjs', '--stdio']);
  let said = '';
  let complained = '';
  child.stdout.on('data', (chunk) => {
    said += chunk;
    if (said.includes('"id":2')) send({ method: 'exit' });
  });
  child.stderr.on('data', (chunk) => {
    complained += chunk;
  });
  const send = (message: object) => {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message });
    child.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  };
  send({ id: 1, method: 'initialize', params: { processId: null, rootUri: null, capabilities: {} } });
  send({ id: 2, method: 'shutdown' });
  const [code] = await once(child, 'close');
  assert.equal(code, 0);
  assert.equal(complained, '');
  const bodies = said.split(/Content-Length: \d+\r\n\r\n/).filter(Boolean);
  assert.deepEqual(
    bodies.map((body) => (JSON.parse(body) as { id: number }).id),
    [1, 2],
  );
});

test('before initialize, requests are answered by the error that the protocol asks for, and nothing is published', async () => {
  const child = spawn(process.execPath, ['dist/node/server.cjs', '--stdio']);
  let said = '';
  child.stdout.on('data', (chunk) => {
    said += chunk;
    if (said.includes('"id":3')) child.kill();
  });
  const send = (message: object) => {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message });
    child.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  };
  const textDocument = { uri: 'file:///plan.md' };
  send({
    method: 'textDocument/didOpen',
    params: { textDocument: { ...textDocument, languageId: 'markdown', version: 1, text: '- TP: 8' } },
  });
  send({ id: 1, method: 'textDocument/hover', params: { textDocument, position: { line: 0, character: 0 } } });
  send({ id: 2, method: 'textDocument/diagnostic', params: { textDocument } });
  send({ id: 3, method: 'planwright/report', params: { textDocument } });
  await once(child, 'close');
  const answers = said
    .split(/Content-Length: \d+\r\n\r\n/)
    .filter(Boolean)
    .map((body) => JSON.parse(body) as { id?: number; method?: string; error?: { code: number } });
  assert.deepEqual(
    answers.map(({ id, method, error }) => [id ?? method, error?.code]),
    [
      [1, -32002],
      [2, -32002],
      [3, -32002],
    ],
  );
});
