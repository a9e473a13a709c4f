import { type Analysis, type AnalyzeOptions, analyze, type Finding } from '../../server/src/engine.ts';

/**
 * An engine that a reader can follow at a glance, for tests of what the server does around the engine: every `bad` is an error, text with
 * `crash` in it brings the engine down, and only text that starts with `plan` is a plan. Counts how often it was asked.
 */
export class Toy {
  readonly seen: AnalyzeOptions[] = [];

  readonly analyze = (text: string, options: AnalyzeOptions = {}): Analysis => {
    this.seen.push(options);
    if (text.includes('crash')) throw new Error('the engine is broken');
    const findings = [...text.matchAll(/bad/g)].map(
      ({ index }): Finding => ({
        rule: 'arithmetic',
        severity: options.config?.rules?.arithmetic === 'warning' ? 'warning' : 'error',
        sure: 'certain',
        message: 'bad is not good',
        span: { start: index, end: index + 3 },
        related: [{ message: 'the plan', span: { start: 0, end: 4 } }],
      }),
    );
    return { ...analyze(text, { language: 'markdown' }), config: options.config ?? {}, isPlan: text.startsWith('plan'), findings };
  };
}
