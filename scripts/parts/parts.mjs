/**
 * Programs in parts. esbuild cuts them, as ES modules; here each becomes a script that a loader (`loader.cjs`) reads on demand, at once
 * where a function of the engine is called that lies in another part: the engine answers without waiting.
 */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Script } from 'node:vm';
import { inRoot } from '../setup.mjs';

const statement =
  /(?<=^|[;}\n])\s*import\s*(?:([\w$]+)\s*,?\s*)?(?:\*\s*as\s+([\w$]+)|\{([^}]*)\})?\s*(?:\bfrom\s*)?"(\.\/[^"]+|node:[^"]+|vscode)";?/g;
/** A module of CommonJS, whole. */
const byDefault = /(?<=^|[;}\n])\s*export default ([\w$]+\(\));\s*(?:\/\/# sourceMappingURL=\S+\s*)?$/;
const exported = /(?<=^|[;}\n])\s*export\s*\{([^}]*)\};?\s*(?:\/\/# sourceMappingURL=\S+\s*)?$/;

/** `a as b` as `[a, b]`. */
const pairs = (list) =>
  list
    .split(',')
    .map((each) => each.trim())
    .filter(Boolean)
    .map((each) => {
      const [from, to = from] = each.split(/\s+as\s+/);
      return [from, to];
    });

const script = (module) => path.basename(module).replace(/\.js$/, '.cjs');

/** An ES module as esbuild writes them, as a script whose value is a function that makes the module. */
function toScript(code, name) {
  const imports = [];
  let body = code.replace(statement, (_, whole, all, some, from) => {
    const source = from.startsWith('./') ? `__need("${script(from)}")` : `require("${from}")`;
    if (whole) imports.push(`const ${whole}=${from.startsWith('./') ? `${source}.default` : source};`);
    if (all) imports.push(`const ${all}=${source};`);
    if (some !== undefined) imports.push(`const{${pairs(some).map(([theirs, ours]) => `${theirs}:${ours}`)}}=${source};`);
    if (!whole && !all && some === undefined) imports.push(`${source};`);
    return '';
  });
  let values = [];
  body = body
    .replace(exported, (_, list) => {
      values = pairs(list).map(([ours, theirs]) => `${theirs}:${ours}`);
      return '';
    })
    .replace(byDefault, (_, module) => {
      values = [`default:${module}`];
      return '';
    })
    .replace(/\b__part\(\s*import\(\s*"(\.\/[^"]+)"\s*\)\s*\)/g, (_, from) => `__need("${script(from)}")`)
    .replace(/\bimport\(\s*"(\.\/[^"]+)"\s*\)/g, (_, from) => `Promise.resolve().then(()=>__need("${script(from)}"))`);
  const made = `(function(__need,require){"use strict";${imports.join('')}${body.trimEnd()}\nreturn{${values}}})\n`;
  // throws where a statement of modules is left
  new Script(made, { filename: name });
  return made;
}

/** The plugin that writes what a build in parts made: the parts, and for each entry a file with the loader in front. */
export const inParts = ({ folder, entries, keeps, loader }) => ({
  name: 'in-parts',
  setup(build) {
    build.onEnd(({ outputFiles, errors }) => {
      if (errors.length > 0) return;
      const at = inRoot(folder);
      mkdirSync(at, { recursive: true });
      const made = new Set();
      const write = (name, contents) => {
        writeFileSync(path.join(at, name), contents);
        made.add(name);
      };
      for (const { path: file, text, contents } of outputFiles) {
        const name = path.basename(file);
        if (name.endsWith('.map')) {
          write(name.replace(/\.js\.map$/, '.cjs.map'), contents);
          continue;
        }
        const map = outputFiles.some((other) => other.path === `${file}.map`) ? `//# sourceMappingURL=${script(name)}.map\n` : '';
        write(script(name), toScript(text, script(name)) + map);
      }
      for (const entry of entries) {
        const own = [...made].find((name) => new RegExp(`^${entry}-[A-Z0-9]+\\.cjs$`).test(name));
        write(`${entry}.cjs`, `${loader}\nmodule.exports=module.exports({keeps:${keeps}},require)("${own}");\n`);
      }
      // parts of an earlier build would be shipped along
      for (const name of readdirSync(at)) if (!made.has(name)) rmSync(path.join(at, name), { recursive: true });
    });
  },
});
