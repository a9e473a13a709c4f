import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { type Analysis, type AnalyzeOptions, analyze } from '../../server/src/engine.ts';
import { folder } from '../cli/folder.ts';
import { compare, diffText, type Placed } from './ecosystem/diff.ts';
import { filesOf, readAll } from './ecosystem/walk.ts';

const finding = (over: Partial<Placed> = {}): Placed => ({
  file: 'a.md',
  line: 3,
  rule: 'arithmetic',
  severity: 'error',
  message: '1 + 1 is 2, not 3',
  text: '1 + 1 = 3',
  ...over,
});

const inRepository = existsSync('.git');

describe('npm run ecosystem', () => {
  it('reads documents with the engine of a revision and leaves nothing behind', { skip: !inRepository }, () => {
    const at = folder({ 'a.md': '# Plan\n\nTP 4, PP 2, DP 8 on 64 GPUs.\n\nBytes: 2 + 4 + 12 = 20.\n' });
    const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/ecosystem.mjs', at, '--base', 'HEAD', '--json'], {
      encoding: 'utf8',
    });
    assert.ok(status === 0 || status === 1, stderr);
    const { before, after } = JSON.parse(stdout);
    assert.deepEqual([before, after], [1, 1]);
    // other checkouts of the repository may be comparing too
    const own = execFileSync('git', ['worktree', 'list'], { encoding: 'utf8' })
      .split('\n')
      .filter((line) => line.startsWith(path.join(process.cwd(), 'out')));
    assert.deepEqual(own, []);
  });

  it('exits with 2 where there is no such revision, or none is named', { skip: !inRepository }, () => {
    for (const args of [['.', '--base', 'no-such-branch'], ['.']]) {
      const { status, stderr } = spawnSync(process.execPath, ['scripts/ecosystem.mjs', ...args], { encoding: 'utf8' });
      assert.equal(status, 2);
      assert.match(stderr, /no-such-branch|usage/);
    }
  });
});

describe('the difference of two builds', () => {
  it('is empty where they find the same', () => {
    assert.deepEqual(compare([finding()], [finding()]), { before: 1, after: 1, gone: [], new: [] });
  });

  it('is what one finds and the other does not, equal ones counted', () => {
    const { gone, new: fresh } = compare([finding(), finding(), finding({ line: 9 })], [finding(), finding({ severity: 'warning' })]);
    assert.deepEqual(gone, [finding(), finding({ line: 9 })]);
    assert.deepEqual(fresh, [finding({ severity: 'warning' })]);
  });

  it('is told by rule and severity, then place by place', () => {
    assert.equal(
      diffText(compare([finding()], [finding({ file: 'b.md', rule: 'unit' })])),
      [
        '1 findings before, 1 after: 1 gone, 1 new',
        '',
        'error    arithmetic  −1 +0',
        'error    unit        −0 +1',
        '',
        'gone',
        '  a.md:3 error[arithmetic] 1 + 1 is 2, not 3',
        '',
        'new',
        '  b.md:3 error[unit] 1 + 1 is 2, not 3',
      ].join('\n'),
    );
  });

  it('is over the files that check walks, with their settings; an engine that throws is a finding', async () => {
    const wrong = '# Plan\n\nTP 4, PP 2, DP 8 on 64 GPUs.\n\nBytes: 2 + 4 + 12 = 20.\n';
    const at = folder({
      '.git/HEAD': '',
      '.gitignore': 'out/\n',
      'planwright.yaml': 'ignore: [drafts/]\nrules: { arithmetic: warning }\n',
      'a.md': wrong,
      'out/b.md': wrong,
      'drafts/c.md': wrong,
      'd.py': 'x = 1',
    });
    const files = await filesOf([at]);
    assert.deepEqual(
      files.map((file) => path.relative(at, file)),
      ['a.md'],
    );
    const [found, ...more] = await readAll(analyze, files);
    assert.deepEqual([found?.line, found?.rule, found?.severity, more.length], [5, 'arithmetic', 'warning', 0]);
    const broken = (_text: string, _options?: AnalyzeOptions): Analysis => {
      throw new Error('no');
    };
    assert.equal((await readAll(broken, files))[0]?.rule, 'crash');
  });
});
