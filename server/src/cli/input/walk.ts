import { readdirSync } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import ignore, { type Ignore } from 'ignore';
import { configNames } from '../../config/config.ts';
import { patternsOf } from '../../config/ignore.ts';
import { readProjectFile, within } from '../../disk/read-file.ts';
import { reason, type Trouble } from './trouble.ts';

/** Kinds of file that are looked at when a folder is walked. A file that is named is looked at whatever it is called. */
const extensions = new Set([
  ...['.md', '.markdown', '.mdx', '.rst', '.yaml', '.yml', '.json', '.jsonc', '.ipynb', '.toml'],
  ...['.sh', '.bash', '.zsh', '.sbatch', '.slurm', '.dockerfile', '.mk', '.service'],
]);

/** Files of those kinds that are known by their whole name. */
const names = /^(?:Dockerfile|Containerfile)(?:\.[\w.-]+)?$|^(?:GNUm|M|m)akefile$/;

/** Folders that hold no work of the project, whether ignored by git or not. */
const skipped = new Set(['node_modules', '.git', '.hg', '.svn']);

/** An ignore file and the folder that it speaks of. */
interface Rules {
  readonly folder: string;
  readonly patterns: Ignore;
}

/**
 * Files under `start` in the order of their names, as paths that begin with `start`. `.gitignore` files count from the root of the
 * repository down, unless `start` itself is ignored: then it was meant. Links to folders are not followed, nor are links to files elsewhere.
 * `accepts` is asked about each file, by the path that would be given; without it the kinds of file count that plans are written in.
 */
export async function* walk(start: string, trouble: Trouble, accepts = hasKind): AsyncGenerator<string> {
  const absolute = await realpath(start);
  const above = await rulesAbove(absolute);
  const wanted = isIgnored(absolute, true, above) ? [] : above;
  yield* walkFolder(absolute, start, wanted, { top: absolute, accepts }, trouble);
}

const hasKind = (file: string): boolean =>
  (extensions.has(path.extname(file).toLowerCase()) || names.test(path.basename(file))) &&
  !(configNames as readonly string[]).includes(path.basename(file));

/** The folder that the walk began in, and which files it wants. */
interface Walk {
  readonly top: string;
  readonly accepts: (file: string) => boolean;
}

async function* walkFolder(
  folder: string,
  shown: string,
  outer: readonly Rules[],
  { top, accepts }: Walk,
  trouble: Trouble,
): AsyncGenerator<string> {
  let entries: ReturnType<typeof list>;
  try {
    entries = list(folder);
  } catch (error) {
    trouble.fail(`${shown}: ${reason(error)}`);
    return;
  }
  const own = entries.some(({ name }) => name === '.gitignore') ? await readRules(folder) : undefined;
  const rules = own ? [...outer, own] : outer;
  for (const entry of entries) {
    const inside = path.join(folder, entry.name);
    const name = path.join(shown, entry.name);
    if (entry.isDirectory()) {
      if (!skipped.has(entry.name) && !isIgnored(inside, true, rules)) yield* walkFolder(inside, name, rules, { top, accepts }, trouble);
    } else if (accepts(name)) {
      if (isIgnored(inside, false, rules)) continue;
      if (entry.isFile()) {
        if (!entry.name.includes('\ufffd') || (await exists(inside))) yield name;
        else trouble.note(`${name}: its name is no UTF-8; left out`);
      } else if (entry.isSymbolicLink()) {
        const leads = await leadsTo(inside, top);
        if (leads === 'file') yield name;
        else if (leads === 'outside') trouble.note(`${name}: a link that leads out of ${path.basename(top)}; left out`);
      }
    }
  }
}

const list = (folder: string) => readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));

/** Where a link leads: to a file of the folder that is walked, to one elsewhere, or to none. */
async function leadsTo(link: string, top: string): Promise<'file' | 'outside' | 'nothing'> {
  try {
    if (!(await stat(link)).isFile()) return 'nothing';
    return within(top, await realpath(link)) ? 'file' : 'outside';
  } catch {
    return 'nothing';
  }
}

/** Larger ignore files are not read: bytes. */
const rulesLimit = 256_000;

async function readRules(folder: string): Promise<Rules | undefined> {
  try {
    const text = await readProjectFile(path.join(folder, '.gitignore'), { inside: [folder], limit: rulesLimit });
    return { folder, patterns: patternsOf(text.toString('utf8').split(/\r?\n/)) };
  } catch {
    return undefined;
  }
}

/** The ignore files of the folders from the repository's root down to the one above `folder`; none outside of a repository. */
async function rulesAbove(folder: string): Promise<Rules[]> {
  const folders: string[] = [];
  for (let at = folder; ; at = path.dirname(at)) {
    if (at !== folder) folders.unshift(at);
    if (await exists(path.join(at, '.git'))) break;
    if (at === path.dirname(at)) return [];
  }
  return (await Promise.all(folders.map(readRules))).filter((rules) => rules !== undefined);
}

const exists = (file: string): Promise<boolean> =>
  stat(file).then(
    () => true,
    () => false,
  );

/** The ignore file nearest to `file` that says anything about it decides, as in git. */
function isIgnored(file: string, isFolder: boolean, rules: readonly Rules[]): boolean {
  for (let at = rules.length - 1; at >= 0; at--) {
    const { folder, patterns } = rules[at] as Rules;
    const relative = path.relative(folder, file).split(path.sep).join('/');
    if (!ignore.isPathValid(relative)) continue;
    const { ignored, unignored } = patterns.test(isFolder ? `${relative}/` : relative);
    if (ignored || unignored) return ignored;
  }
  return false;
}
