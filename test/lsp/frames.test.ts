import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { Frames } from '../../server/src/lsp/frames.ts';

const frame = (body: string): string => `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
const hello = frame(
  JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params: { processId: null, rootUri: null, capabilities: {} } }),
);

/** What is said of the bytes of a text that comes in pieces of that length. */
function told(text: string, length: number): string | null {
  const frames = new Frames();
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += length) {
    const wrong = frames.take(bytes.subarray(at, at + length));
    if (wrong !== null) return wrong;
  }
  return null;
}

const good: readonly string[] = [
  hello,
  hello.repeat(3),
  frame(''),
  frame('{no JSON'),
  frame('\r\n\r\nContent-Length: x\r\n\r\n'),
  `content-length:2\r\nContent-Type: application/vscode-jsonrpc; charset=utf-8\r\n\r\n{}${frame('张')}`,
  hello.slice(0, -9),
];

const bad: readonly (readonly [text: string, says: RegExp])[] = [
  ['\r\n', /without Content-Length/],
  [`${hello}Content-Type: x\r\n\r\n{}`, /without Content-Length/],
  ['Content-Length: many\r\n\r\n{}', /Content-Length is "many"/],
  ['Content-Length: -5\r\n\r\n{}', /Content-Length is "-5"/],
  ['Content-Length: 99999999999\r\n\r\n{}', /Content-Length is "99999999999"/],
  ['Content-Length: \r\n\r\n{}', /Content-Length is ""/],
  ['Content-Length: 2\n\n{}', /no header: "Content-Length: 2"/],
  ['{"jsonrpc": "2.0"}\n', /no header/],
  ['Content-Length 2\r\n\r\n{}', /no header/],
  [`${'x'.repeat(5_000)}`, /headers of more than/],
  [`${hello}\u0000\u0001\u0002\n`, /no header/],
];

test('messages are taken in pieces of any length', () => {
  for (const text of good) for (const length of [1, 2, 7, 64, 100_000]) assert.equal(told(text, length), null, text);
});

test('what is no message is told, in pieces of any length', () => {
  for (const [text, says] of bad) for (const length of [1, 2, 7, 64, 100_000]) assert.match(told(text, length) ?? '', says, text);
});

test('the server ends with a message where what comes in is no message, and has answered what came before', async () => {
  const child = spawn(process.execPath, ['dist/node/server.cjs', '--stdio']);
  let [said, complained] = ['', ''];
  child.stdout.on('data', (chunk) => {
    said += chunk;
    if (said.includes('"id":1')) child.stdin.write('GET / HTTP/1.1\r\n\r\n');
  });
  child.stderr.on('data', (chunk) => {
    complained += chunk;
  });
  child.stdin.write(hello);
  assert.deepEqual(await once(child, 'close'), [1, null]);
  assert.match(complained, /^planwright: the input is not made of messages .*no header: "GET \/ HTTP\/1\.1.*; the server ends\n$/);
});

test('a message that is no JSON does not end the conversation', async () => {
  const child = spawn(process.execPath, ['dist/node/server.cjs', '--stdio']);
  let said = '';
  child.stdout.on('data', (chunk) => {
    said += chunk;
    if (said.includes('"id":1')) child.stdin.end();
  });
  child.stdin.write(frame('{no JSON') + hello);
  await once(child, 'close');
  assert.match(said, /"id":1/);
});
