/**
 * Stands in front of a program in parts and reads them when they are needed, once each. Node compiles a function when it is first called, in
 * every process anew, which is most of what a short run costs: so what was compiled is kept beside other caches, by the names of the parts,
 * which tell their contents.
 */
const { isAscii } = require('node:buffer');
const { createHash } = require('node:crypto');
const { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const v8 = require('node:v8');
const { Script } = require('node:vm');
const { isMainThread } = require('node:worker_threads');

/** So many runs add to what is kept, and then one a day: each calls other functions. */
const learning = 4;
/** What runs longer may be ended by a signal: it is kept then, too. */
const settled = 10_000;
const day = 24 * 3600 * 1000;
const month = 30 * day;
/** Bytes of code that a function runs through before V8 looks whether it is hot: fifteen times what is usual. */
const budget = 1_000_000;

const sumOf = (bytes) => createHash('sha1').update(bytes).digest('base64');

/** V8 takes what it is given as it is, and breaks down where it is damaged. */
const sound = (kept) => (kept && sumOf(kept.code) === kept.sum ? kept.code : undefined);

/** @param {{ keeps: boolean }} options whether what was compiled is kept: of programs of our own, not of what an editor loads */
module.exports = ({ keeps }, require) => {
  if (keeps) {
    // V8 interprets an expression once before it compiles it; of hundreds that a document is read with most are wanted twice
    v8.setFlagsFromString('--no-regexp-tier-up');
    // … and optimises a function that has run for a while: of thousands that a document is read with, most are not wanted for long enough to
    // pay for that, and the others are optimised later
    v8.setFlagsFromString(`--interrupt-budget=${budget}`);
  }
  const own = keeps && !process.env.NODE_DISABLE_COMPILE_CACHE && !process.env.CI ? read() : null;
  const scripts = new Map();
  const made = new Map();
  let news = false;

  function need(name) {
    if (!made.has(name)) {
      const known = sound(own?.parts.get(name));
      const file = path.join(__dirname, name);
      const bytes = readFileSync(file);
      // a part in ASCII takes a byte a character in memory too; regular expressions keep what else they are written in
      const script = new Script(bytes.toString(isAscii(bytes) ? 'latin1' : 'utf8'), {
        filename: file,
        ...(known && { cachedData: known }),
      });
      if (!known || script.cachedDataRejected) news = true;
      scripts.set(name, script);
      made.set(name, script.runInThisContext()(need, require));
    }
    return made.get(name);
  }

  if (own && isMainThread) {
    process.once('exit', save);
    setTimeout(save, settled).unref();
  }
  return need;

  function read() {
    // FNV: which of several installed programs this is
    let hash = 2166136261;
    for (const sign of `${process.arch} ${__dirname}`) hash = Math.imul(hash ^ sign.charCodeAt(0), 16777619);
    const { XDG_CACHE_HOME: xdg, LOCALAPPDATA: local, HOME: home } = process.env;
    const base = xdg || (process.platform === 'win32' ? local : home && path.join(home, '.cache'));
    if (!base || !path.isAbsolute(base)) return null;
    const folder = path.join(base, 'planwright');
    const file = path.join(folder, `code-${(hash >>> 0).toString(36)}-${v8.cachedDataVersionTag().toString(36)}.bin`);
    const parts = new Map();
    let runs = 0;
    try {
      // it is run: what others own or may write to is not ours
      const { uid, mode } = statSync(file);
      if (process.getuid && (uid !== process.getuid() || (mode & 0o022) !== 0)) throw new Error('not ours');
      const bytes = readFileSync(file);
      const body = bytes.indexOf(10) + 1;
      const { size, runs: before, index } = JSON.parse(bytes.toString('latin1', 0, body));
      if (size === bytes.length - body) {
        for (const [name, from, to, sum] of index) parts.set(name, { code: bytes.subarray(body + from, body + to), sum });
        runs = before;
      }
    } catch {
      // none yet, or damaged: made anew
    }
    return { folder, file, parts, runs };
  }

  /** What is kept is a help and never a hindrance. */
  function save() {
    try {
      if (!news && own.runs >= learning && Date.now() - statSync(own.file).mtimeMs < day) return;
      const there = new Set(readdirSync(__dirname));
      const kept = new Map([...own.parts].filter(([name]) => there.has(name)));
      for (const [name, script] of scripts) {
        const code = script.createCachedData();
        kept.set(name, { code, sum: sumOf(code) });
      }
      const index = [];
      let size = 0;
      for (const [name, { code, sum }] of kept) {
        index.push([name, size, size + code.length, sum]);
        size += code.length;
      }
      const head = Buffer.from(`${JSON.stringify({ size, runs: news ? 1 : own.runs + 1, index })}\n`, 'latin1');
      mkdirSync(own.folder, { recursive: true, mode: 0o700 });
      const beside = `${own.file}.${process.pid}.tmp`;
      try {
        writeFileSync(beside, Buffer.concat([head, ...[...kept.values()].map(({ code }) => code)]), { mode: 0o600, flag: 'wx' });
        renameSync(beside, own.file);
        news = false;
        own.runs = learning;
      } catch {
        rmSync(beside, { force: true });
      }
      for (const name of readdirSync(own.folder)) {
        const other = path.join(own.folder, name);
        if (/^code-.*\.bin/.test(name) && other !== own.file && Date.now() - statSync(other).mtimeMs > month)
          rmSync(other, { force: true });
      }
    } catch {
      // a folder that cannot be written to
    }
  }
};
