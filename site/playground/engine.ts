/** The engine in its worker, as seen from the page. */
import type { Question, Reply } from './messages.ts';

interface Waiting {
  readonly resolve: (reply: Reply) => void;
  readonly reject: (error: Error) => void;
}

export type Ask = <Q extends Question>(question: Q) => Promise<Extract<Reply, { kind: Q['kind'] }>>;

/** Starts the worker. A question is rejected where the engine fails on it. */
export function startEngine(address: string): Ask {
  const worker = new Worker(address);
  const waiting = new Map<number, Waiting>();
  let last = 0;
  worker.addEventListener('message', ({ data: { id, reply, failed } }: MessageEvent<{ id: number; reply?: Reply; failed?: string }>) => {
    const asked = waiting.get(id);
    waiting.delete(id);
    if (reply) asked?.resolve(reply);
    else asked?.reject(new Error(failed));
  });
  return (question) =>
    new Promise((resolve, reject) => {
      waiting.set(++last, { resolve: resolve as Waiting['resolve'], reject });
      worker.postMessage({ id: last, question });
    });
}
