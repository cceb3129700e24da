import { MarqueeError } from '../domain/errors.ts';
import { HEADS, type Head } from '../domain/objectives.ts';

/** How a foreign model is joined to ours: which of our feature columns it reads, and what its outputs foretell. */
export interface RankerMapping {
  readonly inputs: readonly MappedInput[];
  readonly outputs: readonly MappedOutput[];
}

/** An input of rank 2, rows x columns. What it is fed is (feature - mean) / std, or the feature as it is. */
export interface MappedInput {
  readonly name: string;
  /** Names of feature columns, in the order that the model reads them. */
  readonly columns: readonly string[];
  readonly mean?: readonly number[];
  readonly std?: readonly number[];
}

/** An output of rank 2, rows x heads. */
export interface MappedOutput {
  readonly name: string;
  readonly heads: readonly Head[];
  /** 'logit': the sigmoid is taken of it; 'probability': it is 0..1 already. */
  readonly activation: (typeof ACTIVATIONS)[number];
}

const ACTIVATIONS = ['logit', 'probability'] as const;

/**
 * Reads a mapping as people write it (docs/models.md):
 * {"inputs": {"<name>": [columns] or {"columns", "mean"?, "std"?}}, "outputs": {"<name>": {"heads": [...], "activation": "logit"}}}.
 * `known`: the names of all feature columns. Throws MarqueeError 'data-check-failed' that names what is wrong.
 */
export function parseMapping(bytes: Uint8Array, known: readonly string[]): RankerMapping {
  const given = parseJson(bytes);
  const unknownField = Object.keys(given).find((field) => field !== 'inputs' && field !== 'outputs');
  if (unknownField !== undefined) refuse(`"${shown(unknownField)}" is no field of it; "inputs" and "outputs" are`);
  const inputs = Object.entries(objectOf(given.inputs, '"inputs"')).map(([name, value]) => inputOf(name, value, known));
  const outputs = Object.entries(objectOf(given.outputs, '"outputs"')).map(([name, value]) => outputOf(name, value));
  if (inputs.length === 0) refuse('it names no input');
  const heads = outputs.flatMap((output) => output.heads);
  if (heads.length === 0) refuse('it names no output');
  const twice = heads.find((head, at) => heads.indexOf(head) !== at);
  if (twice !== undefined) refuse(`two outputs foretell ${twice}`);
  return { inputs, outputs };
}

function inputOf(name: string, value: unknown, known: readonly string[]): MappedInput {
  const { columns, mean, std } = Array.isArray(value)
    ? { columns: value, mean: undefined, std: undefined }
    : objectOf(value, `input "${shown(name)}"`);
  if (!Array.isArray(columns) || columns.length === 0) refuse(`input "${shown(name)}" has no columns`);
  const missing = columns.filter((column) => !known.includes(column));
  if (missing.length > 0) {
    refuse(`there is no feature column ${missing.slice(0, 5).map(quoted).join(', ')}; there are ${known.join(', ')}`);
  }
  const numbers = (given: unknown, what: string, isGood: (one: number) => boolean): void => {
    const sound = Array.isArray(given) && given.length === columns.length && given.every(isGood);
    if (given !== undefined && !sound)
      refuse(`input "${shown(name)}" needs a ${what} for each of its ${columns.length} columns`);
  };
  numbers(mean, 'mean', Number.isFinite);
  numbers(std, 'std above 0', (one) => Number.isFinite(one) && one > 0);
  return {
    name,
    columns: columns as string[],
    ...(mean !== undefined && { mean: mean as number[] }),
    ...(std !== undefined && { std: std as number[] }),
  };
}

function outputOf(name: string, value: unknown): MappedOutput {
  const { heads, activation } = objectOf(value, `output "${shown(name)}"`);
  if (!Array.isArray(heads) || heads.length === 0) refuse(`output "${shown(name)}" has no heads`);
  const unknown = heads.find((head) => !HEADS.includes(head));
  if (unknown !== undefined) refuse(`there is no head ${quoted(unknown)}; there are ${HEADS.join(', ')}`);
  if (!ACTIVATIONS.includes(activation as 'logit')) {
    refuse(`the activation of output "${shown(name)}" must be ${ACTIVATIONS.map(quoted).join(' or ')}`);
  }
  return { name, heads: heads as Head[], activation: activation as MappedOutput['activation'] };
}

function parseJson(bytes: Uint8Array): Record<string, unknown> {
  try {
    return objectOf(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)), 'it');
  } catch (cause) {
    if (cause instanceof MarqueeError) throw cause;
    return refuse('it is no JSON', cause);
  }
}

function objectOf(value: unknown, what: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) refuse(`${what} must be an object`);
  return value as Record<string, unknown>;
}

const shown = (name: unknown): string => String(name).slice(0, 60);
const quoted = (name: unknown): string => JSON.stringify(shown(name));

function refuse(reason: string, cause?: unknown): never {
  throw new MarqueeError('data-check-failed', `The mapping of the model cannot be used: ${reason}.`, { cause });
}
