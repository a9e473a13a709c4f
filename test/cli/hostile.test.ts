import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { linkSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { overwrite, type Writable } from '../../server/src/cli/replace-file.ts';
import { parseConfig } from '../../server/src/config/parse.ts';
import { folder, spawned as planwright, root } from './folder.ts';

const plan = '# Plan\n\n- TP: 8\n- PP: 4\n- DP: 2\n- Total GPUs: 64 (8 × 4 × 2 = 32)\n';
const wrong = (count: number): Record<string, string> =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`plan-${String(at).padStart(3, '0')}.md`, plan]));
const unix = { skip: process.platform === 'win32' };
const program = `"${process.execPath}" "${path.join(root, 'bin/planwright.mjs')}"`;

/** Of what a shell runs, with `$P` for the program: the exit code of the first command of the pipe. */
const piped = (command: string, cwd: string): number | null =>
  spawnSync('bash', ['-c', `${command.replaceAll('$P', program)}; exit \${PIPESTATUS[0]}`], { cwd, encoding: 'utf8' }).status;

describe('a reader that goes away', unix, () => {
  it('leaves the exit code and the work as they are', () => {
    const at = folder(wrong(40));
    assert.equal(piped('$P check . | head -n 1 >/dev/null', at), 1);
    assert.equal(piped('$P fix . | head -n 1 >/dev/null', at), 0);
    for (const name of Object.keys(wrong(40))) assert.match(readFileSync(path.join(at, name), 'utf8'), /= 64\)/, name);
    assert.equal(piped('$P check nowhere.md 2>&1 >/dev/null | true', at), 2);
  });
});

describe('a repository that somebody else wrote', unix, () => {
  it('cannot make the program wait, by pipes or by devices', async () => {
    const at = folder({
      'plan.md': plan,
      'recipe.yaml': 'defaults:\n  - base\ntrainer:\n  devices: 8\nmodel:\n  pipeline_model_parallel_size: 2\n',
    });
    mkdirSync(path.join(at, '.git'));
    for (const name of ['planwright.yaml', '.gitignore', 'base.yaml']) execFileSync('mkfifo', [path.join(at, name)]);
    const { code, stdout, stderr } = await planwright(['check', '.'], { cwd: at });
    assert.match(stdout, /1 error/);
    assert.match(stderr, /planwright\.yaml: is no regular file/);
    assert.equal(code, 2);
    execFileSync('mkfifo', [path.join(at, 'pipe.md')]);
    const fixed = await planwright(['fix', 'pipe.md'], { cwd: at });
    assert.equal(fixed.code, 2);
    assert.match(fixed.stderr, /pipe\.md: is no regular file/);
  });

  it('cannot have files outside of it checked or rewritten', async () => {
    const outside = folder({ 'plan.md': plan, 'planwright.yaml': 'rules: { arithmetic: off }\n' });
    const at = folder({ 'plan.md': plan });
    mkdirSync(path.join(at, '.git'));
    symlinkSync(path.join(outside, 'plan.md'), path.join(at, 'link.md'));
    symlinkSync(path.join(outside, 'planwright.yaml'), path.join(at, 'planwright.yaml'));
    const { stderr } = await planwright(['fix', '.'], { cwd: at });
    assert.equal(readFileSync(path.join(outside, 'plan.md'), 'utf8'), plan);
    assert.match(readFileSync(path.join(at, 'plan.md'), 'utf8'), /= 64\)/, 'the settings outside count for nothing');
    assert.match(stderr, /link\.md: a link that leads out of/);
    assert.match(stderr, /planwright\.yaml: leads out of the project/);
  });

  it('cannot steer the terminal by the name of a file', async () => {
    const at = folder({ 'a\u001b[31m\nb.md': plan });
    const checked = await planwright(['check', '.'], { cwd: at });
    const fixed = await planwright(['fix', '.'], { cwd: at });
    for (const text of [checked.stdout, fixed.stdout]) assert.ok(!text.includes('\u001b[31m') && !text.includes('\nb.md'), text);
  });

  it('cannot have patterns tried for hours', async () => {
    const name = 'a'.repeat(200);
    const at = folder({ '.gitignore': '*a*a*a*a*a*a*a*a*a*b\nout.md\n', [`${name}.md`]: plan, 'out.md': plan });
    mkdirSync(path.join(at, '.git'));
    const { code, stdout } = await planwright(['check', '.'], { cwd: at });
    assert.equal(code, 1);
    assert.match(stdout, /in 1 plan/);
    assert.match(parseConfig('ignore:\n  - "*a*a*a*a*b"\n').problems[0]?.message ?? '', /too many `\*`/);
    assert.deepEqual(parseConfig('ignore: ["docs/**/old-*.md", "**/drafts/**", "*.tmp.*"]\n').problems, []);
  });

  it('cannot have settings read for seconds', () => {
    const began = process.cpuUsage();
    assert.match(parseConfig('rules: {}\n'.repeat(6_000)).problems[0]?.message ?? '', /`rules` stands twice/);
    assert.match(parseConfig('a: 1\n'.repeat(20_000)).problems[0]?.message ?? '', /longer than/);
    const { user } = process.cpuUsage(began);
    assert.ok(user < 2_000_000, `${user / 1000} ms`);
  });
});

/** A file in memory on a disk that takes so many writes and so many bytes. */
function disk(content: Buffer, { room, writes = Number.POSITIVE_INFINITY }: { room: number; writes?: number }) {
  const state = { content, left: writes };
  const handle = {
    async write(from: Buffer, offset: number, length: number, position: number) {
      if (state.left-- <= 0) throw Object.assign(new Error('input/output error'), { code: 'EIO' });
      const end = Math.min(position + Math.min(length, 7), room);
      if (end <= position) throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
      const grown = Buffer.alloc(Math.max(state.content.length, end));
      state.content.copy(grown);
      from.copy(grown, position, offset, offset + (end - position));
      state.content = grown;
      return { bytesWritten: end - position, buffer: from };
    },
    async truncate(length: number) {
      state.content = state.content.subarray(0, length);
    },
    async sync() {},
  } as unknown as Writable;
  return { handle, state };
}

describe('a file that is overwritten in place', () => {
  const [before, after] = [
    Buffer.from('the text that it had, of some length'),
    Buffer.from('another text, which is longer than the first one was'),
  ];

  it('holds one text or the other, wherever the disk is full', async () => {
    for (const [from, to] of [
      [before, after],
      [after, before],
    ] as const)
      for (let room = from.length; room <= to.length + 1; room++) {
        const { handle, state } = disk(from, { room });
        const failed = await overwrite(handle, from, to).then(
          () => false,
          () => true,
        );
        assert.equal(state.content.toString(), (failed ? from : to).toString(), `room for ${room} bytes`);
        assert.equal(failed, room < to.length);
      }
  });

  it('is said to be damaged only where it cannot be written back', async () => {
    const { handle } = disk(before, { room: 100, writes: 4 });
    await assert.rejects(overwrite(handle, before, after), /input\/output error/);
  });

  it('keeps its other names, its text where it changed meanwhile, and leaves nothing behind', unix, async () => {
    const at = folder({ 'plan.md': plan });
    linkSync(path.join(at, 'plan.md'), path.join(at, 'other.md'));
    const { code } = await planwright(['fix', 'plan.md'], { cwd: at });
    assert.equal(code, 0);
    assert.match(readFileSync(path.join(at, 'other.md'), 'utf8'), /= 64\)/);
    assert.deepEqual(readdirSync(at).sort(), ['other.md', 'plan.md']);
  });

  it('is whole on a disk that is full', { skip: process.platform !== 'linux' || process.getuid?.() !== 0 }, async (t) => {
    const at = folder();
    if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'none', at]).status !== 0) return t.skip('nothing can be mounted here');
    try {
      // the repair makes the file longer by a page: to the end of a page with text, the rest of the disk with another file
      const wide = plan.replace('= 32)', '= 3)');
      const text = `${wide}${'x'.repeat(4096 - (Buffer.byteLength(wide) % 4096) - 1)}\n`;
      writeFileSync(path.join(at, 'plan.md'), text);
      linkSync(path.join(at, 'plan.md'), path.join(at, 'other.md'));
      writeFileSync(path.join(at, 'filling'), '');
      spawnSync('dd', ['if=/dev/zero', `of=${path.join(at, 'filling')}`, 'bs=4096']);
      const { code, stderr } = await planwright(['fix', 'plan.md'], { cwd: at });
      assert.equal(code, 2, stderr);
      assert.match(stderr, /no space left; left as it is/);
      assert.equal(readFileSync(path.join(at, 'plan.md'), 'utf8'), text);
    } finally {
      spawnSync('umount', [at]);
    }
  });
});

describe('a program that is told to end', unix, () => {
  it('leaves no file of its own behind', async () => {
    const at = folder(wrong(60));
    const child = spawn(process.execPath, [path.join(root, 'bin/planwright.mjs'), 'fix', '.'], {
      cwd: at,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    child.stdout.once('data', () => child.kill('SIGINT'));
    const [, signal] = await new Promise<[number | null, string | null]>((resolve) => child.once('close', (...end) => resolve(end)));
    assert.equal(signal, 'SIGINT');
    assert.deepEqual(
      readdirSync(at).filter((name) => name.endsWith('.tmp')),
      [],
    );
    for (const name of readdirSync(at))
      assert.match(readFileSync(path.join(at, name), 'utf8'), /Total GPUs: 64 \(8 × 4 × 2 = (?:32|64)\)\n$/);
  });
});
