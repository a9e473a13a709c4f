import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { parseLayout } from '../../server/src/cli/input/layout.ts';
import { decode, readContent } from '../../server/src/cli/input/read.ts';
import { SettingsFinder } from '../../server/src/cli/input/settings.ts';
import { guarded, Trouble } from '../../server/src/cli/input/trouble.ts';
import { walk } from '../../server/src/cli/input/walk.ts';
import { largestText } from '../../server/src/config/limits.ts';
import { folder } from './folder.ts';

const quiet = () => new Trouble(() => {});

async function walked(start: string): Promise<string[]> {
  const files = [];
  for await (const file of walk(start, quiet())) files.push(path.relative(start, file).split(path.sep).join('/'));
  return files;
}

describe('a folder', () => {
  it('is walked in order of names, for the kinds of file that may be plans', async () => {
    const at = folder({
      'b.md': '',
      'a.yaml': '',
      'c/d.YML': '',
      'c/e.json': '',
      'c/f.toml': '',
      'j/train.sh': '',
      'j/job.sbatch': '',
      'j/Dockerfile.gpu': '',
      'j/Makefile': '',
      'j/llm.service': '',
      'j/guide.rst': '',
      'j/code.py': '',
      'c/g.py': '',
      'h.txt': '',
      'i.markdown': '',
      'planwright.yaml': '',
      'node_modules/x/README.md': '',
      '.git/x.md': '',
      'dir.md/x.md': '',
    });
    assert.deepEqual(await walked(at), [
      'a.yaml',
      'b.md',
      'c/d.YML',
      'c/e.json',
      'c/f.toml',
      'dir.md/x.md',
      'i.markdown',
      'j/Dockerfile.gpu',
      'j/Makefile',
      'j/guide.rst',
      'j/job.sbatch',
      'j/llm.service',
      'j/train.sh',
    ]);
  });

  it('is walked as git sees it', async () => {
    const at = folder({
      '.gitignore': 'out/\n*.tmp.md\n/top.md\n',
      'keep.md': '',
      'a.tmp.md': '',
      'top.md': '',
      'out/x.md': '',
      'sub/.gitignore': '!b.tmp.md\nlocal.md\n',
      'sub/b.tmp.md': '',
      'sub/c.tmp.md': '',
      'sub/local.md': '',
      'sub/top.md': '',
      'sub/deep/local.md': '',
    });
    execFileSync('git', ['init', '-q', at]);
    const byGit = execFileSync('git', ['-C', at, 'ls-files', '--others', '--exclude-standard', '*.md'], { encoding: 'utf8' });
    assert.deepEqual((await walked(at)).sort(), byGit.trim().split('\n').sort());
    assert.deepEqual(await walked(at), ['keep.md', 'sub/b.tmp.md', 'sub/top.md']);
    assert.deepEqual(await walked(path.join(at, 'sub')), ['b.tmp.md', 'top.md']);
  });

  it('that git ignores is walked where it is named', async () => {
    const at = folder({
      '.gitignore': 'out/\nnode_modules/\n',
      'out/x.md': '',
      'node_modules/p/README.md': '',
      'node_modules/p/node_modules/q.md': '',
    });
    mkdirSync(path.join(at, '.git'));
    assert.deepEqual(await walked(path.join(at, 'out')), ['x.md']);
    assert.deepEqual(await walked(path.join(at, 'node_modules')), ['p/README.md']);
  });

  it('does not lead in circles', async () => {
    const at = folder({ 'a/x.md': '' });
    symlinkSync(at, path.join(at, 'a/loop'));
    symlinkSync(path.join(at, 'a/x.md'), path.join(at, 'link.md'));
    symlinkSync(path.join(at, 'nowhere'), path.join(at, 'broken.md'));
    assert.deepEqual(await walked(at), ['a/x.md', 'link.md']);
  });
});

describe('a file', () => {
  it('is read as UTF-8, its mark kept apart', () => {
    assert.deepEqual(decode(Buffer.from('8 × 4')), { kind: 'text', text: '8 × 4', mark: '', utf8: true });
    assert.deepEqual(decode(Buffer.from('\ufeff8 × 4')), { kind: 'text', text: '8 × 4', mark: '\ufeff', utf8: true });
    assert.deepEqual(decode(Buffer.from('')), { kind: 'text', text: '', mark: '', utf8: true });
  });

  it('in another encoding is legible, and not to be written', () => {
    assert.deepEqual(decode(Buffer.from('TP: 8 \xd7 4', 'latin1')), { kind: 'text', text: 'TP: 8 × 4', mark: '', utf8: false });
    assert.deepEqual(decode(Buffer.from('\ufeffTP: 8', 'utf16le')), { kind: 'text', text: 'TP: 8', mark: '\ufeff', utf8: false });
    assert.deepEqual(decode(Buffer.from('\ufeffTP: 8', 'utf16le').swap16()), { kind: 'text', text: 'TP: 8', mark: '\ufeff', utf8: false });
  });

  it('that is no text or too large is not read', async () => {
    const at = folder({ 'a.bin': Buffer.from([1, 2, 0, 3]), 'fits.md': 'x'.repeat(largestText), 'large.md': 'x'.repeat(largestText + 1) });
    assert.deepEqual(await readContent(path.join(at, 'a.bin')), { kind: 'binary' });
    assert.equal((await readContent(path.join(at, 'fits.md'))).kind, 'text');
    assert.deepEqual(await readContent(path.join(at, 'large.md')), { kind: 'large' });
  });
});

describe('settings', () => {
  it('are those of the nearest folder, no further than the repository', async () => {
    const at = folder({
      'planwright.yaml': 'hardware: {gpus: 1}',
      'repo/planwright.yml': 'hardware: {gpus: 2}\nignore: [drafts/]',
      'repo/team/planwright.yaml': 'hardware: {gpus: 3}',
      'repo/team/planwright.yml': 'hardware: {gpus: 4}',
      'bare/x/y.md': '',
    });
    mkdirSync(path.join(at, 'repo/.git'));
    mkdirSync(path.join(at, 'repo/team/deep/er'), { recursive: true });
    mkdirSync(path.join(at, 'bare/.git'));
    const finder = new SettingsFinder(quiet());
    const gpus = async (folder: string) => (await finder.for(path.join(at, folder))).config.hardware?.gpus;
    assert.equal(await gpus('repo'), 2);
    assert.equal(await gpus('repo/other'), 2);
    assert.equal(await gpus('repo/team/deep/er'), 3);
    assert.equal(await gpus('bare/x'), undefined);
    assert.equal(await gpus('elsewhere'), 1);
    const { leavesAlone } = await finder.for(path.join(at, 'repo/x'));
    assert.equal(leavesAlone(path.join(at, 'repo/x/drafts/a.md')), true);
    assert.equal(leavesAlone(path.join(at, 'repo/x/a.md')), false);
  });

  it('that are wrong are told once, with their place', async () => {
    const at = folder({ 'planwright.yaml': 'rules:\n  unit: loud\n' });
    writeFileSync(path.join(at, '.git'), '');
    const trouble = quiet();
    const finder = new SettingsFinder(trouble);
    await finder.for(at);
    await finder.for(path.join(at, 'sub'));
    assert.equal(trouble.failures.length, 1);
    assert.match(trouble.failures[0] ?? '', /planwright\.yaml:2:9: `rules\.unit` must be one of/);
  });
});

describe('--layout', () => {
  it('is read in the ways that people write it', () => {
    for (const text of ['TP=4,EP=8', 'tp=4, ep=8', 'TP 4 · EP 8', 'tp4 ep8', 'TP: 4,EP :8']) {
      assert.deepEqual(parseLayout(text), { tp: 4, ep: 8 }, text);
    }
  });

  it('is refused where it says nothing, or too much', () => {
    for (const text of ['', ' ', 'TP', 'TP=0', 'TP=-1', 'TP=4.5', 'XP=4', 'TP=4,TP=8', '4', 'TP=99999999999999999999']) {
      assert.throws(() => parseLayout(text), /--layout/, text);
    }
  });
});

describe('a defect', () => {
  it('in one document is told, and does not stop the others', () => {
    let told = '';
    const trouble = new Trouble((text) => {
      told += text;
    });
    const results = ['a.md', 'b.md'].map((name) =>
      guarded(trouble, name, () => {
        if (name === 'a.md') throw new Error('oops');
        return name;
      }),
    );
    assert.deepEqual(results, [null, 'b.md']);
    assert.match(told, /^planwright: a\.md: internal error, please report it: Error: oops/);
    assert.equal(trouble.failures.length, 1);
  });
});
