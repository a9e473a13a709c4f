import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { folder, root } from './folder.ts';

const windows = process.platform === 'win32';
const { CI: _, NODE_DISABLE_COMPILE_CACHE: __, ...usual } = process.env;

function check(home: string, env: NodeJS.ProcessEnv = {}) {
  const args = [path.join(root, 'bin/planwright.mjs'), 'check', 'examples/plan.yaml'];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: root,
    env: { ...usual, XDG_CACHE_HOME: home, ...env },
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

const keptIn = (home: string): string[] => {
  const at = path.join(home, 'planwright');
  return readdirSync(home).length === 0 ? [] : readdirSync(at).map((name) => path.join(at, name));
};

describe('what was compiled', () => {
  it('is kept for the next run, for nobody else, and changes nothing', () => {
    const home = folder();
    const first = check(home);
    assert.equal(first.status, 1, first.stderr);
    const [file = '', ...others] = keptIn(home);
    assert.match(path.basename(file), /^code-[a-z0-9]+-[a-z0-9]+\.bin$/);
    assert.deepEqual(others, []);
    if (!windows) assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.deepEqual(check(home), first);
    assert.deepEqual(keptIn(home), [file]);
  });

  it('is made anew where it is damaged, or others may write to it', { skip: windows }, () => {
    const home = folder();
    const first = check(home);
    const [file = ''] = keptIn(home);
    const whole = readFileSync(file);
    const damaged = Buffer.from(whole);
    damaged.fill(0x55, damaged.length >> 1, (damaged.length >> 1) + 2000);
    for (const bytes of [Buffer.alloc(0), Buffer.from('{"size":1}\n'), whole.subarray(0, 1000), whole.subarray(0, -1), damaged]) {
      writeFileSync(file, bytes);
      assert.deepEqual(check(home), first, `${bytes.length} bytes`);
      assert.ok(statSync(file).size > 100_000);
    }
    chmodSync(file, 0o666);
    assert.deepEqual(check(home), first);
    assert.equal(statSync(file).mode & 0o777, 0o600);
  });

  it('is not kept where that is not wanted', () => {
    for (const env of [{ NODE_DISABLE_COMPILE_CACHE: '1' }, { CI: 'true' }]) {
      const home = folder();
      assert.equal(check(home, env).status, 1);
      assert.deepEqual(keptIn(home), []);
    }
  });

  it('keeps nobody from a check where there is no place for it', () => {
    const file = path.join(folder({ file: '' }), 'file');
    assert.equal(check(file).status, 1);
    assert.equal(check(path.join(file, 'further')).status, 1);
  });
});

describe('the program in parts', () => {
  it('reads signs and Chinese as its sources do, though a part in ASCII is read a byte a character', () => {
    const check = (input: string) =>
      spawnSync(process.execPath, [path.join(root, 'bin/planwright.mjs'), 'check', '-'], { cwd: root, input, encoding: 'utf8' });
    // `每` tells of each; without it 8.9 s at 471 k tokens/s would be held to make 920
    assert.doesNotMatch(check('每步约 8.9 秒，吞吐约 471k tokens/s，平均每卡约 920 tokens/s。\n').stdout, /warning/);
    assert.match(check('# Plan\n\n256 卡, 每卡 64 GB HBM, 总显存 16,834 GB。\n').stdout, /is 16,384 GB, not 16,834 GB/);
  });
});
