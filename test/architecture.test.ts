import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import path from 'node:path';
import { describe, it } from 'node:test';

/**
 * Which rooms a room of `server/src` may import; itself always. A file that stands beside the rooms counts as one.
 * docs/architecture.md tells what lives in each.
 */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  text: [],
  findings: ['text'],
  config: ['text'],
  notation: ['text'],
  document: ['text'],
  physics: ['text'],
  vocabulary: ['text', 'notation', 'document'],
  frameworks: ['text', 'document', 'vocabulary', 'physics'],
  plan: ['text', 'config', 'notation', 'document', 'vocabulary', 'physics', 'frameworks'],
  lexicon: [],
  claims: ['text', 'notation', 'document', 'lexicon', 'plan', 'findings'],
  rules: ['lexicon', 'text', 'config', 'notation', 'document', 'vocabulary', 'physics', 'frameworks', 'plan', 'claims', 'findings'],
  suppression: ['text', 'config', 'document', 'rules', 'findings'],
  analysis: ['text', 'config', 'document', 'plan', 'suppression', 'findings'],
  analyze: ['text', 'config', 'document', 'plan', 'claims', 'rules', 'suppression', 'findings', 'analysis'],
  looked: ['analysis', 'analyze'],
  repair: [
    'text',
    'config',
    'notation',
    'document',
    'vocabulary',
    'physics',
    'frameworks',
    'plan',
    'claims',
    'rules',
    'suppression',
    'findings',
    'analyze',
  ],
  explain: [
    'text',
    'config',
    'notation',
    'document',
    'vocabulary',
    'physics',
    'frameworks',
    'plan',
    'claims',
    'rules',
    'findings',
    'analyze',
    'repair',
  ],
  engine: ['text', 'config', 'document', 'rules', 'suppression', 'findings', 'analysis', 'analyze', 'looked', 'repair', 'explain'],
  disk: [],
  lsp: ['engine', 'config', 'disk'],
  cli: ['engine', 'config', 'disk'],
};

/** Rooms that meet editors, terminals and the machine; all others run in a browser's worker. */
const faces = ['lsp', 'cli', 'disk'];

/** Packages that the engine may use: pure, and small enough for a browser. */
const enginePackages = ['@lezer/common', '@lezer/markdown', 'ignore', 'jsonc-parser', 'toml-eslint-parser', 'yaml'];

interface Import {
  readonly from: string;
  readonly specifier: string;
}

const sources = readdirSync('server/src', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => path.join('server/src', file));

/** Import and export statements, types included, and imports on demand. */
function importsOf(file: string): Import[] {
  const code = readFileSync(file, 'utf8').replace(/^\s*(?:\/\/|\*|\/\*).*$/gm, '');
  const statements = code.matchAll(/^(?:import|export)\s+(?:[^'";=]*?\bfrom\s+)?['"]([^'"]+)['"]/gm);
  const onDemand = code.matchAll(/\bimport\(\s*['"]([^'"]+)['"]\s*\)/g);
  return [...statements, ...onDemand].map(([, specifier = '']) => ({ from: file, specifier }));
}

const imports = sources.flatMap(importsOf);
const inside = imports.filter(({ specifier }) => specifier.startsWith('.'));
const target = ({ from, specifier }: Import): string => path.join(path.dirname(from), specifier);

/** `text` for `server/src/text/span.ts`, `analyze` for `server/src/analyze.ts`. */
const roomOf = (file: string): string => path.relative('server/src', file).split(path.sep)[0]?.replace(/\.ts$/, '') ?? '';

const show = ({ from, specifier }: Import) => `${from} imports ${specifier}`;

describe('the house', () => {
  it('is read in full', () => {
    assert.ok(imports.length > sources.length, `${imports.length} imports in ${sources.length} files`);
  });

  it('has no rooms but those of the plan', () => {
    assert.deepEqual(
      [...new Set(sources.map(roomOf))].filter((room) => !(room in mayImport)),
      [],
    );
  });

  it('imports files by their names', () => {
    assert.deepEqual(inside.filter((each) => !/\.(ts|json)$/.test(each.specifier)).map(show), []);
    const known = new Set(sources);
    assert.deepEqual(inside.filter((each) => each.specifier.endsWith('.ts') && !known.has(target(each))).map(show), []);
  });

  it('is walked in one direction', () => {
    const wrong = inside.filter((each) => {
      const [own, other] = [roomOf(each.from), roomOf(target(each))];
      return each.specifier.endsWith('.ts') && own !== other && !mayImport[own]?.includes(other);
    });
    assert.deepEqual(wrong.map(show), []);
  });

  it('has an engine that knows neither machine nor editor', () => {
    const outside = imports.filter((each) => !each.specifier.startsWith('.') && !faces.includes(roomOf(each.from)));
    const wrong = outside.filter(({ specifier }) => !enginePackages.includes(specifier));
    assert.deepEqual(wrong.map(show), []);
    const engine = sources.filter((file) => !faces.includes(roomOf(file)));
    for (const file of engine) {
      const code = readFileSync(file, 'utf8').replace(/^\s*(?:\/\/|\*|\/\*).*$/gm, '');
      assert.doesNotMatch(
        code,
        /\b(?:process\.(?:env|cwd|argv|std)|require\(|Date\.now\(|new Date\(|Math\.random\(|performance\.now\(|fetch\()/,
        file,
      );
    }
  });

  it('keeps the machine out of the language server but for its front door', () => {
    const builtin = new Set(builtinModules.flatMap((name) => [name, `node:${name}`]));
    const wrong = imports.filter(
      (each) => roomOf(each.from) === 'lsp' && builtin.has(each.specifier) && path.basename(each.from) !== 'node.ts',
    );
    assert.deepEqual(wrong.map(show), []);
    const reading = inside.filter((each) => roomOf(each.from) === 'lsp' && target(each) === path.join('server/src/disk/read-file.ts'));
    assert.deepEqual(
      reading.map(({ from }) => path.basename(from)),
      ['node.ts'],
    );
  });

  it('has no circles', () => {
    const next = new Map(sources.map((file) => [file, [] as string[]]));
    for (const each of inside) next.get(each.from)?.push(target(each));
    const done = new Set<string>();
    const circles: string[] = [];
    const visit = (file: string, trail: readonly string[]): void => {
      const at = trail.indexOf(file);
      if (at >= 0) return void circles.push([...trail.slice(at), file].join(' → '));
      if (done.has(file)) return;
      for (const other of next.get(file) ?? []) visit(other, [...trail, file]);
      done.add(file);
    };
    for (const file of sources) visit(file, []);
    assert.deepEqual(circles, []);
  });
});
