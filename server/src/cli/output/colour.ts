import picocolors from 'picocolors';

export type Colours = ReturnType<typeof picocolors.createColors>;

/** Colour, or none. */
export const coloursOf = (enabled: boolean): Colours => picocolors.createColors(enabled);

/** Colour for a terminal only, unless `FORCE_COLOR` asks for it; `NO_COLOR` wins over the terminal (no-color.org, force-color.org). */
export function coloursFor(stream: { readonly isTTY?: boolean }, env: NodeJS.ProcessEnv = process.env): Colours {
  const { FORCE_COLOR: force, NO_COLOR: no, TERM: term } = env;
  const enabled = force ? force !== '0' && force !== 'false' : !no && stream.isTTY === true && term !== 'dumb';
  return coloursOf(enabled);
}
