import { turn } from './turn.ts';

/**
 * Tells when the edits that wait in the queue have been taken in, so that a burst of them costs one check. Not a timer: a single edit is
 * checked at once.
 */
export class Quiet {
  #edits = new Map<string, number>();

  edited(key: string): void {
    this.#edits.set(key, (this.#edits.get(key) ?? 0) + 1);
  }

  forget(key: string): void {
    this.#edits.delete(key);
  }

  /**
   * Resolves when no edit came for as long as the next message of the queue takes to be handed out: it is handed out after our first turn
   * and before our second.
   */
  async settled(key: string): Promise<void> {
    for (;;) {
      const seen = this.#edits.get(key);
      await turn();
      await turn();
      if (seen === this.#edits.get(key)) return;
    }
  }
}
