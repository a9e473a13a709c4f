import type { Control, Option } from '../../server/src/engine.ts';
import { html } from './dom.ts';
import { t } from './words.ts';

/** One control: its values as radio buttons, so that arrow keys go through those that are allowed; below, why the others are not. */
export function controlOf({ id, label, name, value, follows, options }: Control, choose: (id: string, value: number | string) => void) {
  const chips = options.map((option) => chip(id, option, option.value === value, choose));
  const reasons = [...reasonsOf(options, 'forbidden', t('not')), ...reasonsOf(options, 'doubtful', t('doubtful'))];
  return html(
    'fieldset',
    { id: `control-${id}` },
    html(
      'legend',
      {},
      html('b', {}, t(label)),
      ` ${[t(name), ...(follows ? [t('follows')] : []), ...(value === null ? [t('not stated')] : [])].join(', ')}`,
    ),
    html('div', { class: 'chips' }, ...chips),
    reasons.length === 0
      ? null
      : html('p', { class: 'why', id: `why-${id}` }, ...reasons.flatMap((line, at) => [at > 0 ? html('br') : '', line])),
  );
}

function chip(id: string, { value, label, state, why }: Option, checked: boolean, choose: (id: string, value: number | string) => void) {
  const input = html('input', {
    type: 'radio',
    name: id,
    id: `${id}-${value}`,
    value,
    checked,
    // what is chosen can be left, whatever speaks against it
    disabled: state === 'forbidden' && !checked,
    'aria-describedby': state === 'doubtful' || (state === 'forbidden' && checked) ? `why-${id}` : null,
  });
  input.addEventListener('change', () => choose(id, value));
  return html('label', { class: `chip ${state}`, for: `${id}-${value}`, title: why }, input, html('span', {}, label));
}

/** `not 16, 32: 64 heads`: values of one reason in one line. */
function reasonsOf(options: readonly Option[], state: Option['state'], word: string): string[] {
  const by = new Map<string, string[]>();
  for (const option of options) {
    if (option.state !== state || option.why === null) continue;
    by.set(option.why, [...(by.get(option.why) ?? []), option.label]);
  }
  return [...by].map(([why, labels]) => `${word} ${labels.join(', ')}: ${why}`);
}
