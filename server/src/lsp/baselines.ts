import type { TextDocument } from 'vscode-languageserver-textdocument';
import { type Analysis, analyze, forwardRepair, sameOptions } from '../engine.ts';

interface Baseline {
  /** The last text that is known to agree with itself. */
  text: string;
  /** What was saved since: it becomes the baseline once nothing in it waits to be restated. */
  saved: string | null;
  known?: { readonly of: Analysis; readonly analysis: Analysis };
}

/**
 * What documents said when they were opened or saved, so that an edit of a definition is known for one. Saving a plan that does not follow
 * its definition yet does not settle the matter: the text before stays the one to compare with.
 */
export class Baselines {
  readonly #texts = new WeakMap<TextDocument, Baseline>();

  opened(document: TextDocument): void {
    this.#texts.set(document, { text: document.getText(), saved: null });
  }

  saved(document: TextDocument): void {
    const baseline = this.#texts.get(document);
    if (baseline) baseline.saved = document.getText();
  }

  /** The text before the edits, read under the same settings as `now`; null where nothing was edited. */
  before(document: TextDocument, now: Analysis): Analysis | null {
    const baseline = this.#texts.get(document);
    if (!baseline) return null;
    if (baseline.known?.of !== now) baseline.known = { of: now, analysis: this.#read(baseline, now) };
    return baseline.text === now.text ? null : baseline.known.analysis;
  }

  #read(baseline: Baseline, now: Analysis): Analysis {
    const options = { ...sameOptions(now), previous: now };
    let before = analyze(baseline.text, options);
    if (baseline.saved !== null && baseline.saved !== baseline.text) {
      const saved = analyze(baseline.saved, options);
      if (!forwardRepair(saved, before)) {
        baseline.text = baseline.saved;
        before = saved;
      }
    }
    baseline.saved = null;
    return before;
  }
}
