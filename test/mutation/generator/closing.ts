import type { Draft } from './draft.ts';
import { equationText } from './equation.ts';
import { gluedDegrees, productEquation } from './layout.ts';
import { count, measured, valueOf } from './numbers.ts';
import { form, type Part } from './page.ts';
import { labelOf } from './rows.ts';
import { type Share, shareEquation, statedShares } from './shares.ts';

/** A block of ticked lines at the end. */
export function verification(draft: Draft): void {
  const { page, style, random, facts } = draft;
  if (!random.chance(0.65)) return;
  page.line(style.heading(2, random.pick(['Verification', 'Consistency check', 'Checks'])));
  page.line();
  const fenced = random.chance(0.5);
  const bullet = fenced ? '' : `${style.bullet} `;
  page.at(fenced ? 'fenced check' : 'listed check', () => {
    if (fenced) page.line('```');
    const product = equationText(page, productEquation(draft), style, random);
    const twice: Part[] = random.chance(0.25) ? [' = ', form(count(facts, style, 'gpus'), 'second result'), ' GPUs'] : [];
    page.line(bullet, random.pick(['GPUs: ', 'Total GPUs: ', 'Degrees: ', 'Verification: ']), product, twice, style.tick);
    for (const share of statedShares(draft).slice(0, 3)) {
      if (random.chance(0.7))
        page.line(bullet, `${labelOf(draft, share.over)}: `, equationText(page, shareEquation(draft, share), style, random), style.tick);
    }
    if (random.chance(0.3))
      page.line(
        bullet,
        'GPU count: ',
        form(count(facts, style, 'gpus'), 'equal'),
        ' = ',
        form(count(facts, style, 'gpus'), 'equal'),
        style.tick,
      );
    const total = draft.page.echo('mem_total');
    if (total && random.chance(0.4))
      page.line(
        bullet,
        'Memory: ',
        total.figure,
        total.unit,
        random.pick([' < ', ' ≤ ']),
        form(measured('gpu_memory', valueOf(facts, 'gpu_memory'), 1e9, 0), 'bound'),
        `${style.gap}GB`,
        style.tick,
      );
    if (fenced) page.line('```');
    page.line();
  });
}

/** A last paragraph that says it all again. */
export function summary(draft: Draft): void {
  const { page, style, random, facts } = draft;
  if (!random.chance(0.7)) return;
  page.line(style.heading(2, random.pick(['Summary', 'Conclusion', 'In short'])));
  page.line();
  if (random.chance(0.5)) {
    page.at('glued line', () =>
      page.line(
        random.pick(['Configuration: ', 'The plan in one line: ', 'Layout: ']),
        gluedDegrees(draft),
        ' on ',
        count(facts, style, 'gpus'),
        ` ${style.gpus}.`,
      ),
    );
    page.line();
  }
  const said: Part[] = [];
  const add = (part: Part): void => {
    if (said.length > 0) said.push(random.chance(0.2) ? '\n' : ' ');
    said.push(part);
  };
  for (const { id } of random.shuffle(statedShares(draft).slice(0, 3)).slice(0, random.int(1, 3))) {
    const figure = count(facts, style, id);
    const plural = valueOf(facts, id) === 1 ? '' : 's';
    if (id === 'layers_per_stage')
      add(
        random.pick<Part>([
          ['Each pipeline stage runs ', figure, ` layer${plural}.`],
          ['With ', figure, ` layer${plural} per stage the pipeline is even.`],
        ]),
      );
    if ((id === 'experts_per_gpu' || id === 'heads_per_rank') && random.chance(0.15)) {
      const [over, noun] = id === 'experts_per_gpu' ? (['experts', 'experts'] as const) : (['heads', 'attention heads'] as const);
      add([
        'The ',
        count(facts, style, over, 'spread as'),
        ` ${noun} are spread as `,
        form(figure, 'spread as'),
        ` ${noun}`.replace(/s$/, plural),
        id === 'experts_per_gpu' ? ' per GPU.' : ' per rank.',
      ]);
      continue;
    }
    if (id === 'experts_per_gpu')
      add(
        random.pick<Part>([
          ['Each GPU holds ', figure, ` expert${plural} per layer.`],
          ['Every GPU hosts ', figure, ` expert${plural}.`],
        ]),
      );
    if (id === 'heads_per_rank')
      add(
        random.pick<Part>([
          ['Every tensor-parallel rank computes ', figure, ` attention head${plural}.`],
          ['Attention is cut into ', figure, ` head${plural} per rank.`],
        ]),
      );
  }
  if (facts.moe && facts.values.has('ep') && random.chance(0.25)) {
    const share = statedShares(draft).find(({ id }) => id === 'experts_per_gpu');
    if (share)
      add([
        'With ',
        count(facts, style, 'experts'),
        ' experts and EP ',
        count(facts, style, 'ep', 'TP 8'),
        ', each GPU holds ',
        equationInWords(draft, share),
        '.',
      ]);
  }
  add(
    random.pick<Part>([
      ['All ', count(facts, style, 'gpus'), ` ${style.gpus} are in use.`],
      ['The layout fills all ', count(facts, style, 'gpus'), ` ${style.gpus}.`],
      ['This uses exactly ', count(facts, style, 'gpus'), ` ${style.gpus}.`],
    ]),
  );
  page.line(said);
  page.line();
}

/** `4 of them (64 ÷ 16 = 4)`. */
function equationInWords(draft: Draft, share: Share): Part[] {
  const { page, facts, style, random } = draft;
  const plural = valueOf(facts, share.id) === 1 ? 'expert' : 'experts';
  return [count(facts, style, share.id), ` ${plural} (`, equationText(page, shareEquation(draft, share), style, random, 'bare'), ')'];
}
