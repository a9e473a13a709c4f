import { mkdir, readFile, rename, unlink, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { hashOf } from '../hash.ts';
import { isMissing, projectOf, textOf } from '../input/includes.ts';
import type { Input } from '../input/inputs.ts';
import type { Style, Verdict } from './verdict.ts';

/** Verdicts that were not asked for in so many runs are given up. */
const mostRuns = 10;

interface Kept {
  readonly verdict: Verdict;
  /** The run in which it was last asked for. */
  run: number;
}

interface Stored {
  readonly program: string;
  readonly run: number;
  readonly verdicts: Readonly<Record<string, Kept>>;
}

/**
 * What came of documents in earlier runs, in a file for each working folder. A verdict is found by the content of the document, its path, its
 * settings and how it is to be shown, and holds as long as the other files that it follows from do. Another build starts anew.
 */
export class Cache {
  readonly #file: string;
  readonly #program: string;
  readonly #style: string;
  #verdicts = new Map<string, Kept>();
  #run = 1;
  #changed = false;

  /** @param program names the build that judges */
  constructor(program: string, style: Style, folder = cacheFolder()) {
    this.#program = program;
    this.#style = JSON.stringify(style);
    this.#file = path.join(folder, `${hashOf(process.cwd())}.json`);
  }

  /** What is stored is a help and never a hindrance: what cannot be read is as good as nothing. */
  async load(): Promise<void> {
    try {
      const { program, run, verdicts } = JSON.parse(await readFile(this.#file, 'utf8')) as Stored;
      if (program !== this.#program) return;
      this.#verdicts = new Map(Object.entries(verdicts));
      this.#run = run + 1;
    } catch {
      // none yet, or not ours
    }
  }

  keyOf({ path: shown, file, content, config }: Input): string {
    const text = content.kind === 'text' ? content.mark + content.text : '';
    return hashOf(JSON.stringify([this.#style, shown, file === null, config, content.kind, process.env.GITHUB_WORKSPACE ?? '']), text);
  }

  /** A verdict of an earlier run, where all that it follows from is as it was. */
  async get(key: string, { path: shown, under }: Input): Promise<Verdict | null> {
    const kept = this.#verdicts.get(key);
    if (!kept) return null;
    const { read } = kept.verdict;
    const project = read.length > 0 ? await projectOf(path.dirname(path.resolve(shown)), under) : '';
    for (const [name, hash] of read) {
      const text = isMissing(name, project) ? null : await textOf(name, project);
      if ((text === null ? null : hashOf(text)) !== hash) return null;
    }
    kept.run = this.#run;
    return kept.verdict;
  }

  put(key: string, verdict: Verdict): void {
    if (verdict.told.some(({ failure }) => failure)) return;
    this.#verdicts.set(key, { verdict, run: this.#run });
    this.#changed = true;
  }

  async save(): Promise<void> {
    if (!this.#changed) return;
    const kept = [...this.#verdicts].filter(([, { run }]) => run > this.#run - mostRuns);
    const stored: Stored = { program: this.#program, run: this.#run, verdicts: Object.fromEntries(kept) };
    const beside = `${this.#file}.${process.pid}.tmp`;
    try {
      await mkdir(path.dirname(this.#file), { recursive: true, mode: 0o700 });
      await writeFile(beside, JSON.stringify(stored), { mode: 0o600 });
      await rename(beside, this.#file);
    } catch {
      await unlink(beside).catch(() => {});
    }
  }
}

function cacheFolder(): string {
  const { XDG_CACHE_HOME: xdg, LOCALAPPDATA: local } = process.env;
  const base = xdg || (process.platform === 'win32' && local ? local : path.join(homedir(), '.cache'));
  return path.join(base, 'planwright');
}
