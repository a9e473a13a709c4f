import { parentPort, workerData } from 'node:worker_threads';
import type { Input } from '../input/inputs.ts';
import { judge, type Style } from './verdict.ts';

/** A thread that checks the documents that it is sent, one after the other, and sends back what came of them. */
const check = judge(workerData as Style);
parentPort?.on('message', async ({ id, input }: { readonly id: number; readonly input: Input }) => {
  parentPort?.postMessage({ id, verdict: await (await check)(input) });
});
