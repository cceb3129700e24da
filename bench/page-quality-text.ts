import type { VariantQuality } from './page-quality.ts';

/** The table of docs/quality.md. */
export function pageQualityText(variants: readonly VariantQuality[]): string {
  const names = [
    'page',
    'of oracle',
    'clicks',
    'coverage',
    'diversity',
    'in a row',
    'novelty',
    'calibration',
    'new shown',
    'explored',
  ];
  const rows = variants.map((quality) =>
    [
      quality.variant,
      quality.ofOracle.toFixed(3),
      signed(quality.worth),
      quality.coverage.toFixed(3),
      quality.diversity.toFixed(3),
      quality.rowDiversity.toFixed(3),
      quality.novelty.toFixed(2),
      quality.calibrationError.toFixed(3),
      quality.newShown.toFixed(2),
      quality.explored.toFixed(3),
    ].join(' | '),
  );
  return [`| ${names.join(' | ')} |`, `|${'---|'.repeat(names.length)}`, ...rows.map((row) => `| ${row} |`)].join('\n');
}

const signed = ({ mean, standardError }: { mean: number; standardError: number }): string =>
  `${mean < 0 ? '-' : '+'}${Math.abs(mean).toFixed(3)} ± ${standardError.toFixed(3)}`;
