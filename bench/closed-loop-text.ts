import type { LoopRound } from './closed-loop.ts';

/** The table of docs/quality.md. */
export function closedLoopText(rounds: readonly LoopRound[]): string {
  const rows = rounds.map(({ round, isNew, page, popular, oracle, ofOracle, popularOfOracle, gain, overPopular }) =>
    [
      round,
      round === 0 ? 'none' : isNew ? 'new' : 'kept',
      page.toFixed(3),
      popular.toFixed(3),
      oracle.toFixed(3),
      ofOracle.toFixed(3),
      popularOfOracle.toFixed(3),
      gain === null ? '' : signed(gain),
      signed(overPopular),
    ].join(' | '),
  );
  const names = [
    'round',
    'package',
    'page',
    'popular',
    'oracle',
    'page of oracle',
    'popular of oracle',
    'gain',
    'page - popular',
  ];
  return [`| ${names.join(' | ')} |`, `|${'---|'.repeat(names.length)}`, ...rows.map((row) => `| ${row} |`)].join('\n');
}

const signed = ({ mean, standardError }: { mean: number; standardError: number }): string =>
  `${mean < 0 ? '-' : '+'}${Math.abs(mean).toFixed(3)} ± ${standardError.toFixed(3)}`;
