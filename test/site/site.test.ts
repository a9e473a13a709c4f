import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import { ruleIds } from '../../server/src/engine.ts';
import { answer } from '../../site/playground/answers.ts';
import { fragmentOf, sharedIn } from '../../site/playground/link.ts';
import { languages } from '../../site/playground/messages.ts';
import { examplesOf } from '../rules/page.ts';

const siteFolder = path.join('dist', 'site');
/** By their names in the site, without their ending. */
const pages = readdirSync('docs', { recursive: true })
  .map((name) => String(name).split(path.sep).join('/'))
  .filter((name) => name.endsWith('.md') && name !== 'marketplace.md')
  .map((name) => name.replace(/(?:README)?\.md$/, (end) => (end === '.md' ? '' : 'index')))
  .concat('index', 'changelog', 'contributing');

before(() => execFileSync(process.execPath, ['scripts/site.mjs'], { stdio: ['ignore', 'ignore', 'inherit'] }));

const built = (name: string): string => readFileSync(path.join(siteFolder, name), 'utf8');

const htmlFiles = (): string[] =>
  readdirSync(siteFolder, { recursive: true })
    .map(String)
    .filter((name) => name.endsWith('.html'));

describe('the site of the docs', () => {
  it('has every page of the docs, in its list of pages too', () => {
    assert.ok(pages.includes('zh/index') && pages.includes('rules/gpu-count'));
    for (const name of pages) assert.ok(existsSync(path.join(siteFolder, `${name}.html`)), name);
    const front = built('index.html');
    for (const id of ruleIds) assert.ok(front.includes(`/rules/${id}.html`), id);
    for (const name of pages) if (!/^(?:rules|zh)\/|^index/.test(name)) assert.ok(front.includes(`/${name}.html`), name);
  });

  it('loads nothing from elsewhere', () => {
    for (const name of htmlFiles()) {
      const html = built(name);
      for (const [tag] of html.matchAll(/<(?:script|link|img|iframe|video|source|form)\b[^>]*>/g))
        assert.doesNotMatch(tag, /\b(?:src|href|srcset|action)="(?:https?:)?\/\//, `${name}: ${tag}`);
    }
    for (const name of readdirSync(path.join(siteFolder, 'assets'), { recursive: true }).map(String))
      if (name.endsWith('.css')) assert.doesNotMatch(built(`assets/${name}`), /url\(["']?(?:https?:)?\/\//, name);
  });

  it('has links within it that lead to pages and headings that are there', () => {
    const broken: string[] = [];
    for (const name of htmlFiles()) {
      const [, page = built(name)] = /<main[\s\S]*?>([\s\S]*)<\/main>/.exec(built(name)) ?? [];
      for (const [, href = ''] of page.matchAll(/<a\b[^>]*?href="([^"]+)"/g)) {
        if (/^[a-z]+:/.test(href)) continue;
        const [file = '', anchor] = href.split('#');
        const target = file === '' ? name : file.startsWith('/') ? file.slice(1) || 'index.html' : path.join(path.dirname(name), file);
        const at = path.join(siteFolder, target.endsWith('/') ? `${target}index.html` : target);
        if (!existsSync(at)) broken.push(`${name}: ${href}`);
        else if (anchor && !anchor.startsWith('text=') && !readFileSync(at, 'utf8').includes(`id="${decodeURIComponent(anchor)}"`))
          broken.push(`${name}: ${href}`);
      }
    }
    assert.deepEqual(broken, []);
  });

  it('finds words without asking anybody: the index lies in it', () => {
    const index = readdirSync(path.join(siteFolder, 'assets'), { recursive: true })
      .map(String)
      .filter((name) => /localSearchIndex/.test(name));
    assert.equal(index.length, 1);
    assert.match(built(`assets/${index[0]}`), /pipeline-bubble/);
  });
});

describe('the examples of the rules', () => {
  for (const id of ruleIds)
    it(`of ${id} lead to the playground, which says what the page says`, async () => {
      const links = [...built(`rules/${id}.html`).matchAll(/href="\.\.\/playground\/index\.html(#[^"]+)"/g)];
      const examples = examplesOf(readFileSync(`docs/rules/${id}.md`, 'utf8'), id);
      // what a repair makes of an example can be tried too
      assert.ok(links.length >= examples.length, `${links.length} of ${examples.length}`);
      const shared = await Promise.all(links.map(([, fragment = '']) => sharedIn(fragment.replaceAll('&amp;', '&'))));
      for (const { text, language, expected } of examples) {
        const found = shared.find((each) => each?.text === text);
        assert.ok(found, text);
        const asked = languages.find((one) => one === (found.language ?? 'markdown'));
        assert.equal(asked, language);
        const reply = answer({ kind: 'check', text, language: asked ?? 'markdown' });
        assert.ok(reply.kind === 'check');
        assert.deepEqual(
          reply.found.map(({ rule, severity, message, line }) => ({ rule, severity, message, line })),
          expected.map(({ rule, severity, message, line }) => ({ rule, severity, message, line })),
        );
      }
    });
});

describe('the playground', () => {
  const plan = readFileSync('examples/plan.md', 'utf8');

  it('packs any text into an address, and takes none for one that is damaged', async () => {
    for (const text of ['', 'TP 8', plan, '张量并行 8 🙂\r\n\t', 'x'.repeat(200_000)])
      for (const language of ['markdown', 'yaml']) {
        const fragment = await fragmentOf({ text, language });
        assert.match(fragment, /^#[\w=&-]+$/);
        const found = await sharedIn(fragment);
        assert.deepEqual([found?.text, found?.language ?? 'markdown'], [text, language]);
      }
    assert.equal(await sharedIn(''), null);
    for (const fragment of ['#text=%%%', '#text=AAAA', '#text=é']) await assert.rejects(sharedIn(fragment), /damaged/);
    const bomb = await fragmentOf({ text: ' '.repeat(2_000_000), language: null });
    assert.ok(bomb.length < 10_000);
    await assert.rejects(sharedIn(bomb), /too long/);
  });

  it('offers fixes with what the document becomes, tells of numbers, and tries other values', () => {
    const reply = answer({ kind: 'check', text: plan, language: 'markdown' });
    assert.ok(reply.kind === 'check');
    const { fixes } = reply.found.find(({ rule, line }) => rule === 'gpu-count' && line === 39) ?? { fixes: [] };
    const preferred = fixes.find((fix) => fix.preferred);
    assert.ok(preferred?.after.includes('Total GPUs: 512 (4 × 4 × 8 × 4 = 512)'));
    const at = answer({ kind: 'at', text: plan, language: 'markdown', offset: plan.indexOf('(TP):   8') + 8 });
    assert.ok(at.kind === 'at' && at.text?.includes('tensor parallel size'));
    const tried = answer({ kind: 'explore', text: plan, language: 'markdown', change: { tp: 4, ep: 8 } });
    assert.ok(tried.kind === 'explore' && tried.state?.layout === 'TP 4 · PP 4 · EP 8 · DP 4');
    const written = answer({ kind: 'restate', text: plan, language: 'markdown', change: { tp: 4, ep: 8 } });
    assert.ok(written.kind === 'restate' && written.after === preferred?.after);
    const refused = answer({ kind: 'restate', text: plan, language: 'markdown', change: { tp: 3 } });
    assert.ok(refused.kind === 'restate' && refused.after === null && refused.refused);
    assert.deepEqual(answer({ kind: 'check', text: 'hello', language: 'markdown' }), { kind: 'check', plan: false, readAs: '', found: [] });
  });
});
