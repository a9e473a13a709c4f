/** The pages of the docs as the generator of the site wants them: links that lead within it, and examples that lead to the playground. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { inRoot } from './setup.mjs';

const repository = 'https://github.com/planwright/planwright/blob/main/';

/** Pages of the repository by their names in the site. */
export function sitePages() {
  const docs = readdirSync(inRoot('docs'), { recursive: true })
    .map((name) => name.split(path.sep).join('/'))
    .filter((name) => name.endsWith('.md') && name !== 'marketplace.md')
    .map((name) => [`docs/${name}`, name.replace(/README\.md$/, 'index.md')]);
  return new Map([['README.md', 'index.md'], ['CHANGELOG.md', 'changelog.md'], ['CONTRIBUTING.md', 'contributing.md'], ...docs]);
}

/** Where a link of `page` leads from within the site: to a page, to a picture, or to the repository. */
function linkFrom(page, target, pages) {
  if (/^(?:[a-z]+:|#)/i.test(target)) return target;
  const [file, anchor] = target.split('#');
  const found = path.posix.join(path.posix.dirname(page), file);
  const at = anchor === undefined ? '' : `#${anchor}`;
  if (pages.has(found)) return `/${pages.get(found)}${at}`;
  if (found.startsWith('docs/images/')) return `/${found.slice('docs/'.length)}`;
  if (!existsSync(inRoot(found))) throw new Error(`${page}: ${target} leads nowhere`);
  return `${repository}${found}${at}`;
}

/** What a page says outside of fences and code: there no link is one, and no brace is a template's. */
const outside = (text, change) =>
  text
    .split(/(^```[\s\S]*?^```$|(`+)(?!`)[\s\S]*?[^`]\2(?!`))/m)
    .filter((_, at) => at % 3 !== 2)
    .map((part, at) => (at % 2 === 1 ? part : change(part)))
    .join('');

/** A page with its links changed, and with doubled braces that the generator takes for no template of its own. */
export const relinked = (text, page, pages) =>
  outside(text, (part) =>
    part.replace(/\]\(([^)\s]+)\)/g, (_, target) => `](${linkFrom(page, target, pages)})`).replaceAll('{{', '&#123;&#123;'),
  );

const languages = { markdown: 'markdown', yaml: 'yaml', json: 'json', jsonc: 'json', toml: 'toml' };

/** Below each example of a rule's page, what is said of it, then the way to try it. `fragmentOf` packs a text into an address. */
export async function withPlayground(text, fragmentOf) {
  const [before, examples, ...more] = text.split(/^(?=## Examples$)/m);
  if (examples === undefined || more.length > 0) return text;
  const parts = examples.split(/(^```[a-z]+\n[\s\S]*?^```$(?:\n\n(?:^>.*\n?)+)?)/m);
  for (let at = 1; at < parts.length; at += 2) {
    const [, info, example] = /^```([a-z]+)\n([\s\S]*?)^```$/m.exec(parts[at]);
    if (!(info in languages)) continue;
    const fragment = await fragmentOf({ text: example, language: languages[info] });
    parts[at] =
      `${parts[at].trimEnd()}\n\n<a class="try" href="../playground/index.html${fragment.replaceAll('&', '&amp;')}" target="_self">Try it in the playground</a>\n`;
  }
  return before + parts.join('');
}

/** The rules in the order in which the README tells of them. */
export const siteRules = () =>
  [...readFileSync(inRoot('README.md'), 'utf8').matchAll(/\]\(docs\/rules\/([a-z-]+)\.md\)/g)].map(([, rule]) => rule);

/** Everything that the generator reads: `[name in the site, text]`. */
export async function stagedPages(fragmentOf) {
  const pages = sitePages();
  const staged = [];
  for (const [page, name] of pages) {
    const text = relinked(readFileSync(inRoot(page), 'utf8'), page, pages);
    staged.push([name, name.startsWith('rules/') ? await withPlayground(text, fragmentOf) : text]);
  }
  return staged;
}
