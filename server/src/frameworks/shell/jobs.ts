import type { Node } from './syntax.ts';
import type { Command, Job } from './words.ts';

/** What may end servers that run: known by its name, or by what a script of its own is called. */
const ends =
  /^(?:wait|exit|kill|pkill|killall|fuser)\b|\b(?:docker|podman|nerdctl) (?:stop|rm|kill|container)\b|\bdown\b|stop|kill|shutdown|cleanup|clean_up/i;
const detaches = /\b(?:docker|podman|nerdctl) (?:container )?run\b.*? (?:-[a-zA-Z]*d[a-zA-Z]*|--detach)(?: |$)/;

/** Keeps count of what a script leaves running while it goes on. */
export class Jobs {
  #stage = 0;
  #unsure = 0;
  #left = 0;

  /** Branches, loops and chains: what stands in them may not run, or only once the one before it has ended. */
  unsure<T>(run: () => T): T {
    this.#unsure++;
    const result = run();
    this.#unsure--;
    return result;
  }

  /** `server &` and `server | tee log &` are one server each; of a list in parentheses one may wait for the other. */
  apart(node: Node & { kind: 'apart' }, run: () => void): void {
    const [item] = node.items;
    const piped = node.items.length > 1;
    const alone = item?.kind === 'simple' || (node.behind === true && item?.kind === 'apart' && item.items.length > 1);
    if (!alone && !piped) return this.unsure(run);
    if (node.behind) this.#left++;
    run();
    if (node.behind) this.#left--;
  }

  of({ words }: Command): { readonly job?: Job } {
    const text = words
      .slice(0, 40)
      .map((word) => word.text)
      .join(' ');
    // a server's own options may sound like it
    if (ends.test(text.split(' --', 1)[0] ?? '')) this.#stage++;
    return this.#unsure > 0 ? {} : { job: { stage: this.#stage, left: this.#left > 0 || detaches.test(text) } };
  }
}
