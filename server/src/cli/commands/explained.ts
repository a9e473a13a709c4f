import type { Analysis } from '../../engine.ts';
import { openAll } from '../input/documents.ts';
import type { Trouble } from '../input/trouble.ts';
import { type Colours, coloursFor } from '../output/colour.ts';
import { toJson } from '../output/json.ts';
import { printable } from '../output/text.ts';

export interface Explained {
  readonly path: string;
  readonly analysis: Analysis | null;
}

export interface ExplainOptions {
  readonly format: 'pretty' | 'json';
  readonly stdinFilename?: string;
}

/** The two ways in which a command tells about a document. `pretty` is asked only about plans. */
export interface Views {
  readonly json: (document: Explained) => unknown;
  /** Which documents it can tell something about; plans where left out. */
  readonly about?: (analysis: Analysis) => boolean;
  readonly pretty: (document: Explained & { readonly analysis: Analysis }, colours: Colours) => readonly string[];
}

const isPlan = (analysis: Analysis): boolean => analysis.isPlan;

/** A command that tells something about each document, as text or as JSON. Resolves to the exit code: 0, or 2 where one could not be read. */
export function explainEach(views: Views): (paths: readonly string[], options: ExplainOptions, trouble: Trouble) => Promise<number> {
  return async (paths, options, trouble) => {
    const documents: unknown[] = [];
    const colours = coloursFor(process.stdout);
    let first = true;
    for await (const { path, named, analysis } of openAll(paths, trouble, options)) {
      if (options.format === 'json') {
        documents.push(views.json({ path, analysis }));
      } else if (!analysis || !(views.about ?? isPlan)(analysis)) {
        if (named) trouble.note(`${path} is no deployment plan`);
      } else {
        process.stdout.write(`${first ? '' : '\n'}${views.pretty({ path: printable(path), analysis }, colours).join('\n')}\n`);
        first = false;
      }
    }
    if (options.format === 'json') process.stdout.write(toJson(documents));
    return trouble.failures.length > 0 ? 2 : 0;
  };
}
