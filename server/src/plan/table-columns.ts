/** Column headers, in the form that `plainWords` gives, that hold what is asked for and what is there. */
export const goalColumn = /^(?:target|goal|requirement|required|limit|threshold|slo|sla|constraint|budget)s?\b/;
export const ownColumn =
  /^(?:current|achieved|actual|projected|measured|result|value|optimi[sz]ed|proposed|expected|plan|after|estimated)\b/;
