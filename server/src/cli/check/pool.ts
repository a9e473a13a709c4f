import { availableParallelism } from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Input } from '../input/inputs.ts';
import type { Style, Verdict } from './verdict.ts';

/** Each thread has this many documents at hand, so that none waits for the next one. */
const ahead = 4;

/** Megabytes for what is soon forgotten, which is most of what a document needs: with the usual 16 much of it is moved about first. */
const youngMemory = 64;

interface Member {
  readonly worker: Worker;
  waiting: number;
}

interface Order {
  readonly resolve: (verdict: Verdict) => void;
  readonly reject: (error: Error) => void;
}

/** Threads that check documents, one for each processor. */
export class Pool {
  readonly #members: Member[];
  readonly #orders = new Map<number, Order>();
  #next = 0;
  #freed = (): void => {};

  /** @param folder where the bundles are */
  constructor(folder: string, style: Style, size = availableParallelism()) {
    this.#members = Array.from({ length: size }, () => {
      const worker = new Worker(path.join(folder, 'worker.cjs'), {
        workerData: style,
        resourceLimits: { maxYoungGenerationSizeMb: youngMemory },
      });
      const member = { worker, waiting: 0 };
      worker.on('message', ({ id, verdict }: { id: number; verdict: Verdict }) => {
        member.waiting--;
        this.#orders.get(id)?.resolve(verdict);
        this.#orders.delete(id);
        this.#freed();
      });
      worker.on('error', (error) => this.#fail(error));
      return member;
    });
  }

  /** Resolves when there is room for one more document. */
  async room(): Promise<void> {
    while (this.#orders.size >= this.#members.length * ahead)
      await new Promise<void>((resolve) => {
        this.#freed = resolve;
      });
  }

  check(input: Input): Promise<Verdict> {
    const member = this.#members.reduce((best, other) => (other.waiting < best.waiting ? other : best));
    const id = this.#next++;
    member.waiting++;
    return new Promise((resolve, reject) => {
      this.#orders.set(id, { resolve, reject });
      member.worker.postMessage({ id, input });
    });
  }

  async close(): Promise<void> {
    await Promise.all(this.#members.map(({ worker }) => worker.terminate()));
  }

  #fail(error: Error): void {
    for (const { reject } of this.#orders.values()) reject(error);
    this.#orders.clear();
    this.#freed();
  }
}
