import { InvalidArgumentError } from 'commander';

/** Reads whole numbers from `low` to `high`, separated by commas. */
export function numbers(low: number, high: number): (text: string) => number[] {
  return (text) =>
    text.split(',').map((part) => {
      const number = Number(part);
      if (Number.isSafeInteger(number) && number >= low && number <= high) return number;
      throw new InvalidArgumentError(`It must be whole numbers from ${low} to ${high}, separated by commas.`);
    });
}
