/** Names and literals as Python writes them. */
export const snakeCase = (name: string): string => {
  const snake = name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replaceAll(/[^A-Za-z0-9_]/g, '_')
    .toLowerCase();
  return KEYWORDS.has(snake) ? `${snake}_` : snake;
};

export const pascalCase = (name: string): string =>
  name
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join('');

/** One of what a list's name names: rows, a row; warnings, a warning. */
export const singular = (name: string): string =>
  /(ss|us|is|ias|series)$/i.test(name)
    ? name
    : name
        .replace(/ies$/, 'y')
        .replace(/(ch)es$/, '$1')
        .replace(/s$/, '');

export const isPythonName = (name: string): boolean => /^[A-Za-z_]\w*$/.test(name) && !KEYWORDS.has(name);

/** JSON's text is Python's, but for three words. Throws for what is no scalar. */
export function pythonLiteral(value: unknown, place: string): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'string' || typeof value === 'number') return JSON.stringify(value);
  throw new Error(`${place} has the value ${JSON.stringify(value)}, which Python's Literal does not take.`);
}

/** Lines of a docstring or of comments, none longer than `width` where its words allow that. */
export function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** A docstring at an indent, with its line break: the first paragraph is its summary. */
export function docstring(paragraphs: readonly (readonly string[])[], indent: string): string {
  const lines = paragraphs.flatMap((paragraph, at) => (at === 0 ? paragraph : ['', ...paragraph]));
  // A backslash or three quotes would end it or change it.
  const safe = lines.map((line) => line.replaceAll('\\', '\\\\').replaceAll('"""', "'''").replace(/"$/, '" '));
  if (safe.length === 1) return `${indent}"""${safe[0]}"""\n`;
  return `${indent}"""${safe.map((line, at) => (at === 0 || line === '' ? line : indent + line).trimEnd()).join('\n')}\n${indent}"""\n`;
}

const KEYWORDS: ReadonlySet<string> = new Set(
  (
    'False None True and as assert async await break class continue def del elif else except finally for from global if import in is lambda ' +
    'nonlocal not or pass raise return try while with yield'
  ).split(' '),
);
