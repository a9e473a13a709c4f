/** Where the project lives; shown to people, never fetched. */
export const homepage = 'https://github.com/planwright/planwright';

export const rulePageUrl = (rule: string): string => `${homepage}/blob/main/docs/rules/${rule}.md`;
