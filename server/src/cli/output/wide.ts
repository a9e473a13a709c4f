import stringWidth from 'string-width';

/** Columns of a terminal that a text takes. A module of its own: what it knows of all writing of the world takes as long to set up as a short check. */
export const wide = (text: string): number => stringWidth(text);
