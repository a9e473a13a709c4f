import snippets from '../../../../snippets/plan.json';

/** The text of a snippet with its first suggestions filled in. */
export const filled = (body: readonly string[]): string =>
  `${body
    .join('\n')
    .replace(/\$\{\d+:([^}]*)\}/g, '$1')
    .replace(/\n?\$0/, '')
    .trimEnd()}\n`;

/** Plans to begin with. */
export const trainingPlan = filled(snippets['Deployment plan for training'].body);
export const servingPlan = filled(snippets['Deployment plan for serving'].body);
