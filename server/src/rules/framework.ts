import type { Related } from '../findings.ts';
import { type Breach, breachesOf } from '../frameworks/breaches.ts';
import { degreeSlots } from '../frameworks/candidates.ts';
import { type StaleClaim, staleClaims } from '../frameworks/claims.ts';
import { claimsOfComments } from '../frameworks/comment-claims.ts';
import { wrongDerivations } from '../frameworks/comments.ts';
import type { Foreign } from '../frameworks/foreign.ts';
import type { Bound, Launch } from '../frameworks/launch.ts';
import { departingNodes, type OtherNode } from '../frameworks/node-commands.ts';
import { type Slot, slotName, slotSymbol } from '../frameworks/slots.ts';
import { type Announced, announcedOtherwise } from '../plan/introduced.ts';
import { numberAt } from '../plan/launches.ts';
import { placed } from '../plan/placed-launch.ts';
import type { Plan } from '../plan/plan.ts';
import { type Departing, departingLaunch } from '../plan/quoted-launch.ts';
import { layerPartitions } from './layer-partition.ts';
import type { Correction, Draft, Rule } from './rule.ts';

/** A hard rule of the framework that a config, a command or a manifest is written for. */
export const framework: Rule = {
  id: 'framework',
  severity: 'error',
  check(plan, report) {
    for (const draft of layerPartitions(plan)) report(draft);
    for (const other of departingNodes(plan.facts.document)) report(otherNodeDraft(other));
    const departing = departingLaunch(plan);
    if (departing) report(departingDraft(departing));
    for (const announced of announcedOtherwise(plan)) report(announcedDraft(announced));
    // launches of one config share its comments
    const told = new Set<number>();
    for (const launch of plan.launches.launches) {
      const alone = plan.launches.launches.length === 1 || launch.input.ownComments === true;
      for (const breach of worstFirst(breachesOf(placed(plan, launch)))) report(draftOf(plan, breach));
      for (const stale of [...(alone ? staleClaims(launch) : []), ...claimsOfComments(launch, alone)]) {
        if (told.has(stale.span.start)) continue;
        told.add(stale.span.start);
        report(staleDraft(launch, stale));
      }
      for (const { at, message } of launch.input.refused ?? []) report({ span: at, severity: 'error', message });
      for (const flag of launch.input.foreign ?? []) report(foreignDraft(launch, flag));
      for (const { span, message, correct, severity } of wrongDerivations(launch)) {
        const places = (['tp', 'pp', 'cp', 'ep'] as const)
          .flatMap((slot) => launch.places(slot))
          .filter(({ bound }) => bound.source === 'written');
        report({
          span,
          message,
          severity,
          related: places.flatMap(({ slot, bound }) =>
            bound.place ? [{ message: `${slotName(slot)} ${bound.value}`, span: bound.place }] : [],
          ),
          corrections: [{ title: `Write ${correct}`, preferred: true, safe: false, insertions: [{ span, newText: correct }] }],
        });
      }
    }
  },
};

/** Two nodes of one job that are told different numbers. */
const otherNodeDraft = ({ flag, text, at, first }: OtherNode): Draft => ({
  span: at,
  severity: 'warning',
  message: `this node starts with ${flag} ${text}, the first one of the job with ${first.text}`,
  related: [{ message: `${flag} ${first.text}`, span: first.at }],
  corrections: [
    { title: `Write ${first.text}`, preferred: true, safe: false, insertions: [{ span: at, newText: first.text }] },
    { title: `Write ${text} on the first node`, preferred: false, safe: false, insertions: [{ span: first.at, newText: text }] },
  ],
});

/** A launch that departs from the page in one degree. */
function departingDraft({ launch, slot, value, stated }: Departing): Draft {
  const place = launch.get(slot)?.place ?? launch.at;
  return {
    span: place,
    severity: 'warning',
    message: `this launch has ${slotSymbol(slot)} ${value}, the page ${stated.value}; all else that both state is the same`,
    related: [{ message: `${slotName(slot)} ${stated.value}`, span: stated.number.span }],
    corrections: [
      { title: `Write ${stated.value}`, preferred: true, safe: false, insertions: [{ span: place, newText: String(stated.value) }] },
    ],
  };
}

/** Words above a launch that are older than it. */
const announcedDraft = ({ mention, launch, slot, value }: Announced): Draft => ({
  span: mention.number.digits,
  severity: 'warning',
  message: `the launch below has ${slotSymbol(slot)} ${value}, not ${mention.number.text}`,
  related: launch
    .places(slot)
    .flatMap(({ slot: place, bound }) => (bound.place ? [{ message: `${slotName(place)} ${bound.value}`, span: bound.place }] : [])),
  corrections: [{ title: `Write ${value}`, preferred: true, safe: false, numbers: [{ number: mention.number, value }] }],
});

/** A comment that is older than the setting. */
const staleDraft = (launch: Launch, { span, message, correct, slot, shows }: StaleClaim): Draft => ({
  span,
  severity: 'warning',
  message,
  related: shows
    ? [{ message: 'the setting', span: shows }]
    : (slot ? launch.places(slot) : []).flatMap(({ slot: place, bound }) =>
        bound.place ? [{ message: `${slotName(place)} ${bound.value}`, span: bound.place }] : [],
      ),
  corrections: [{ title: `Write ${correct}`, preferred: true, safe: false, insertions: [{ span, newText: correct }] }],
});

/** A degree under another framework's name. A doubt: a wrapper may translate it. */
const foreignDraft = ({ engine }: Launch, { flag, at, own, certain }: Foreign): Draft => ({
  span: at,
  severity: certain ? 'error' : 'warning',
  message: `${engine.title} has no ${flag}${own ? `, its own name is ${own}` : ''}; it stops with: error: unrecognized arguments: ${flag}`,
  corrections: own ? [{ title: `Write ${own}`, preferred: true, safe: false, insertions: [{ span: at, newText: own }] }] : [],
});

/** Of two findings on the same characters the first is kept. */
const worstFirst = (breaches: readonly Breach[]): Breach[] =>
  breaches.toSorted((a, b) => Number(b.severity === 'error') - Number(a.severity === 'error'));

function draftOf(plan: Plan, breach: Breach): Draft {
  const { launch } = breach;
  const bound = launch.get(breach.at);
  const span = bound?.place ?? launch.words('model')?.place ?? launch.at;
  return {
    span,
    message: breach.message + fromElsewhere(launch, breach),
    severity: breach.severity,
    related: relatedTo(launch, breach, span.start),
    corrections: correctionsOf(plan, breach),
  };
}

/** Numbers that stand in other files, which no place of this document shows: ` (nodes 4 in base.yaml)`. */
function fromElsewhere(launch: Launch, breach: Breach): string {
  const numbers = breach.inputs
    .flatMap((slot) => launch.elsewhere(slot))
    .filter(({ slot, bound }) => bound.value !== 1 || !degreeSlots.has(slot))
    .map(({ slot, bound }) => `${slotName(slot)} ${bound.value} in ${bound.file}`);
  return numbers.length > 0 ? ` (${[...new Set(numbers)].join(', ')})` : '';
}

/** Where the numbers stand that the rule rests on. */
function relatedTo(launch: Launch, breach: Breach, at: number): Related[] {
  const out: Related[] = [];
  const seen = new Set<number>([at]);
  const add = (message: string, bound: Pick<Bound, 'place'>): void => {
    if (!bound.place || seen.has(bound.place.start)) return;
    seen.add(bound.place.start);
    out.push({ message, span: bound.place });
  };
  for (const slot of breach.inputs) {
    for (const place of launch.places(slot))
      add(`${place.bound.source === 'model' ? `${launch.model?.name}: ` : ''}${slotName(place.slot)} ${place.bound.value}`, place.bound);
    for (const part of launch.get(slot)?.parts ?? []) add(part.name, { place: part.place });
  }
  return out;
}

function correctionsOf(plan: Plan, breach: Breach): Correction[] {
  const { launch } = breach;
  return breach.fixes.flatMap(({ slot, value }, index): Correction[] => {
    const bound = launch.get(slot);
    if (!bound?.place || !bound.editable) return [];
    return [
      {
        title: title(slot, value),
        preferred: index === 0,
        safe: false,
        numbers: [{ number: numberAt(plan.facts.document.plain, bound.place, bound.value), value }],
      },
    ];
  });
}

const title = (slot: Slot, value: number): string => `Use ${slotSymbol(slot)} ${value}`;
