/**
 * Texts of other files by their paths, which are written as the document's own path is. Null where there is none that may be read,
 * undefined where nobody has looked yet.
 */
export type Files = (path: string) => string | null | undefined;
