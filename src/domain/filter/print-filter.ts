import type { FilterTree } from './filter-tree.ts';
import { KEYWORDS } from './parse-filter.ts';

/** The filter in its one canonical form: two texts that mean the same tree print alike, and what is printed parses to the tree again. */
export function printFilter(tree: FilterTree<string>): string {
  switch (tree.kind) {
    case 'and':
      return tree.parts
        .map((part) => (part.kind === 'or' ? `(${printFilter(part)})` : printFilter(part)))
        .join(' and ');
    case 'or':
      return tree.parts.map(printFilter).join(' or ');
    case 'not': {
      const part = printFilter(tree.part);
      return tree.part.kind === 'and' || tree.part.kind === 'or' ? `not (${part})` : `not ${part}`;
    }
    case 'test': {
      const values = tree.values.map(({ text }) => printValue(text)).join(', ');
      const isList = tree.operator === 'in' || tree.operator === 'not in';
      return `${tree.field} ${tree.operator} ${isList ? `(${values})` : values}`;
    }
  }
}

const BARE = /^[\p{L}\p{N}._:@+-]+$/u;

function printValue(text: string): string {
  if (BARE.test(text) && !KEYWORDS.includes(text.toLowerCase())) return text;
  return `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
}
