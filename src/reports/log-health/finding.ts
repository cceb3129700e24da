import { MarqueeError } from '../../domain/errors.ts';
import type { Found } from '../../domain/ports/log-check.ts';

/** Something that is wrong, or only worth saying. */
export interface Finding {
  readonly isWrong: boolean;
  readonly sentence: string;
  readonly count: number | null;
  readonly examples: readonly string[];
}

export interface Part {
  readonly name: string;
  readonly findings: readonly Finding[];
}

/** One part of a check, with what is worth saying of it. One that took too long is wrong: nobody knows. */
export async function part(name: string, run: () => Promise<readonly (Finding | null)[]>): Promise<Part> {
  try {
    return {
      name,
      findings: (await run()).filter((finding) => finding !== null && finding.sentence !== '') as Finding[],
    };
  } catch (error) {
    if (!(error instanceof MarqueeError && error.code === 'limit-reached')) throw error;
    return { name, findings: [{ isWrong: true, sentence: `not known: ${error.message}`, count: null, examples: [] }] };
  }
}

export const note = (sentence: string): Finding => ({ isWrong: false, sentence, count: null, examples: [] });

/** Wrong when there is any; nothing to say when there is none. */
export const wrong = ({ count, examples }: Found, sentence: string): Finding =>
  count === 0 ? note('') : { isWrong: true, sentence, count, examples };
