/**
 * Longer texts (in UTF-16 code units; bytes of a file) are not checked, in an editor as in a terminal: 20,000 lines are no plan, and whoever
 * types waits for the answer. Config of that length is not read as such either.
 */
export const largestText = 1_000_000;
