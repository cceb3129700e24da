/** What an expression asks of Prometheus: each series by name, and the labels it is told apart by. */
export interface Asked {
  readonly names: readonly string[];
  readonly labels: readonly string[];
}

/** Reads our own metrics' names and the labels out of an expression. Enough to compare with /metrics, not a parser of PromQL. */
export function askedBy(expression: string): Asked {
  const matchers = [...expression.matchAll(/\{([^}]*)\}/g)].flatMap(([, inside]) =>
    [...inside!.matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g)].map((match) => match[1]!),
  );
  const groupings = [...expression.matchAll(/\b(?:by|without|on|ignoring)\s*\(([^)]*)\)/g)].flatMap(([, inside]) =>
    inside!.split(',').map((label) => label.trim()),
  );
  const withoutStrings = expression.replaceAll(/"[^"]*"/g, '""');
  const names = [...withoutStrings.matchAll(/\b(?:marquee|process|nodejs)_[a-z_]+\b/g)].map((match) => match[0]);
  return { names, labels: [...new Set([...matchers, ...groupings])] };
}
