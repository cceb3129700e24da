/** One instruction of a Dockerfile, continued lines joined and ARGs filled in. */
export interface Instruction {
  readonly name: string;
  readonly text: string;
  /** Of the exec form, else the words. */
  readonly words: readonly string[];
}

/** The stages of a Dockerfile, each beginning with its FROM. Knows what ours uses, not the whole format. */
export function parseDockerfile(source: string): readonly (readonly Instruction[])[] {
  const args = new Map<string, string>();
  const stages: Instruction[][] = [];
  const lines = source
    .replaceAll(/^\s*#.*\n/gm, '')
    .replaceAll(/\\\n/g, ' ')
    .split('\n');
  for (const line of lines.filter((candidate) => candidate.trim() !== '')) {
    const [, name, raw] = /^\s*([A-Z]+)\s+(.*)$/.exec(line) ?? [];
    if (name === undefined) throw new Error(`Not an instruction: ${line}`);
    const text = raw!.trim().replaceAll(/\$\{(\w+)\}/g, (_whole, arg) => args.get(arg) ?? '');
    if (name === 'ARG') args.set(...(text.split('=') as [string, string]));
    else if (name === 'FROM') stages.push([instruction(name, text)]);
    else stages.at(-1)!.push(instruction(name, text));
  }
  return stages;
}

/** `NAME=value ...` of an ENV. */
export function environmentOf(stage: readonly Instruction[]): Record<string, string> {
  const pairs = stage.filter(({ name }) => name === 'ENV').flatMap(({ words }) => words);
  return Object.fromEntries(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));
}

function instruction(name: string, text: string): Instruction {
  const list = /\[.*\]$/.exec(text)?.[0];
  return { name, text, words: list === undefined ? text.split(/\s+/) : JSON.parse(list) };
}
