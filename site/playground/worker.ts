/** The engine of the playground: answers in the order in which it is asked. */
import { answer } from './answers.ts';
import type { Question } from './messages.ts';

self.addEventListener('message', ({ data: { id, question } }: MessageEvent<{ id: number; question: Question }>) => {
  try {
    self.postMessage({ id, reply: answer(question) });
  } catch (error) {
    self.postMessage({ id, failed: error instanceof Error ? error.message : String(error) });
  }
});
