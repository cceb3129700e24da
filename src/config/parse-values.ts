import { isAbsolute, resolve } from 'node:path';
import { MarqueeError } from '../domain/errors.ts';
import { HEADS, type Objectives, parseObjectives } from '../domain/objectives.ts';

/** Reads the text of a variable; throws MarqueeError 'bad-argument' that names it and says what it takes. */
export type Parse<T> = (text: string, name: string) => T;

export function refuse(name: string, expected: string): never {
  throw new MarqueeError('bad-argument', `The environment variable ${name} must be ${expected}.`);
}

export function text(value: string): string {
  return value;
}

export function integer(low: number, high: number): Parse<number> {
  return (value, name) => {
    const number = Number(value);
    if (!Number.isSafeInteger(number) || number < low || number > high)
      refuse(name, `a whole number from ${low} to ${high}`);
    return number;
  };
}

export function flag(value: string, name: string): boolean {
  if (value !== '0' && value !== '1') refuse(name, '0 or 1');
  return value === '1';
}

/** As OpenTelemetry writes flags. */
export function truth(value: string, name: string): boolean {
  if (!/^(true|false)$/i.test(value)) refuse(name, 'true or false');
  return value.toLowerCase() === 'true';
}

export function share(value: string, name: string): number {
  const number = Number(value);
  if (!(number >= 0 && number <= 1)) refuse(name, 'a number from 0 to 1');
  return number;
}

export function choice<T extends string>(values: readonly T[]): Parse<T> {
  return (value, name) => {
    if (!values.includes(value as T)) refuse(name, `one of ${values.join(', ')}`);
    return value as T;
  };
}

export function list(value: string): readonly string[] {
  return value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** Of pages in browsers: scheme, host and port, and nothing after. */
export function origins(value: string, name: string): readonly string[] {
  const given = list(value);
  const isOrigin = (one: string) =>
    URL.canParse(one) && /^https?:$/.test(new URL(one).protocol) && new URL(one).origin === one;
  if (!given.every(isOrigin)) refuse(name, 'origins as in "https://images.example", separated by commas');
  return given;
}

export function weights(value: string, name: string): Objectives {
  return (
    parseObjectives(value) ??
    refuse(name, `weights from -1 to 1, not all 0, as in "click:0.1,play:1", of ${HEADS.join(', ')}`)
  );
}

/** Of what is meant to be strict: a list of nothing is a mistake, not a way to turn it off. */
export function someOf(value: string, name: string): readonly string[] {
  const values = list(value);
  if (values.length === 0) refuse(name, 'a list, separated by commas');
  return values;
}

export function path(value: string): string {
  return isAbsolute(value) ? value : resolve(value);
}

export function identifier(value: string, name: string): string {
  if (!/^[a-z][a-z0-9_]{0,30}$/.test(value))
    refuse(name, 'a lower-case name of letters, digits and _ (at most 31), starting with a letter');
  return value;
}

export function url(protocols: readonly string[]): Parse<string> {
  return (value, name) => {
    if (!URL.canParse(value) || !protocols.includes(new URL(value).protocol))
      refuse(name, `a URL starting with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`);
    return value;
  };
}

export function urls(protocols: readonly string[]): Parse<string> {
  return (value, name) => {
    for (const one of list(value)) url(protocols)(one, name);
    return value;
  };
}
