/**
 * Rooms of the engine that many a document never asks for. Where a program is bundled in parts, each is one that is read when the first of its
 * functions is called; everywhere else, its modules are modules like any other. What others import of them must be functions.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { inRoot, root } from '../setup.mjs';

/** Modules by which others enter a room, and the folders that lie behind its door: from there they are imported as they are. */
const rooms = {
  markdown: { doors: ['document/markdown'], behind: [] },
  yaml: { doors: ['document/yaml'], behind: [] },
  toml: { doors: ['document/toml'], behind: [] },
  json: { doors: ['document/json'], behind: [] },
  rst: { doors: ['document/rst'], behind: [] },
  width: { doors: ['cli/output/wide'], behind: [] },
  settings: { doors: ['config/parse', 'config/ignore'], behind: [] },
  launches: {
    doors: ['launches', 'breaches', 'claims', 'comment-claims', 'comments', 'engines/servers'].map((name) => `frameworks/${name}`),
    behind: ['frameworks', 'explain'],
  },
  estimate: { doors: ['physics/memory', 'physics/state'], behind: ['physics', 'explain', 'repair'] },
  analysis: { doors: ['analyze'], behind: ['repair', 'explain'] },
  tally: { doors: ['explain/inspect', 'explain/read-as'], behind: ['explain'] },
  repair: {
    doors: ['columns', 'fix-all', 'forward', 'offered-layouts', 'rename', 'repairs', 'set'].map((name) => `repair/${name}`),
    behind: ['repair', 'explain'],
  },
  explain: {
    doors: [
      ...['bar', 'completion', 'details', 'explore', 'hover', 'inlays', 'layout-choices', 'layouts', 'lenses', 'memory'],
      ...['memory-wants', 'outline', 'places', 'report', 'why'],
    ].map((name) => `explain/${name}`),
    behind: ['explain'],
  },
};

const inSources = (name) => inRoot('server/src', name);
const doors = new Map(
  Object.entries(rooms).flatMap(([name, { doors, behind }]) =>
    doors.map((door) => [`${inSources(door)}.ts`, { name, behind: behind.map((folder) => inSources(folder) + path.sep) }]),
  ),
);

/** Names of the functions that a module exports. */
function functionsOf(code) {
  const declared = code.matchAll(/^export (?:async )?function\*? ?(\w+)/gm);
  const arrows = code.matchAll(/^export const (\w+)(?:: [^=\n]+)? =\s*(?:async )?(?:<[^>\n]*>)?(?:\(|\w+ =>)/gm);
  const passedOn = [...code.matchAll(/^export \{([^}]*)\} from/gm)].flatMap(([, list]) => list.split(',').map((each) => each.trim()));
  return [...[...declared, ...arrows].map(([, name]) => name), ...passedOn.filter((name) => /^\w+$/.test(name))];
}

const nameOf = (door) => path.relative(inSources('.'), door).replace(/\W/g, '_');

/** Stands for a door where it is imported from outside: calls go to the room, which is read before the first of them. */
function standIn(door) {
  const functions = functionsOf(readFileSync(door, 'utf8'));
  return [
    `const room = () => __part(import('room:${doors.get(door).name}'));`,
    ...functions.map((name) => `export function ${name}(...given) { return room().${nameOf(door)}.${name}(...given); }`),
  ].join('\n');
}

/** All of a room, by its doors. */
const whole = (name) =>
  [...doors]
    .filter(([, room]) => room.name === name)
    .map(([door]) => `export * as ${nameOf(door)} from ${JSON.stringify(door)};`)
    .join('\n');

/** The plugin of esbuild that puts the stand-ins in place. */
export const later = {
  name: 'later',
  setup(build) {
    build.onResolve({ filter: /^room:/ }, ({ path: name }) => ({ path: name.slice('room:'.length), namespace: 'room' }));
    build.onResolve({ filter: /\.ts$/ }, ({ path: specifier, resolveDir, importer, namespace, kind }) => {
      if (kind === 'entry-point' || namespace === 'room' || !specifier.startsWith('.')) return undefined;
      const file = path.resolve(resolveDir, specifier);
      const room = doors.get(file);
      // what is behind the same door stands in the same part
      const isInside = !room || room.name === doors.get(importer)?.name || room.behind.some((folder) => importer.startsWith(folder));
      return isInside ? undefined : { path: file, namespace: 'later', sideEffects: false };
    });
    build.onLoad({ filter: /.*/, namespace: 'later' }, ({ path: file }) => ({
      contents: standIn(file),
      loader: 'js',
      resolveDir: root,
      watchFiles: [file],
    }));
    build.onLoad({ filter: /.*/, namespace: 'room' }, ({ path: name }) => ({ contents: whole(name), loader: 'js', resolveDir: root }));
  },
};
