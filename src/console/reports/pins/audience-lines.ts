import type { PinCost } from '../../../../clients/typescript/src/index.ts';
import { intervalIn } from '../figures.ts';
import type { Measured } from '../parts/whisker-scale.ts';
import { dimensionText } from '../report-words.ts';

export interface AudienceLine extends Measured {
  readonly key: string;
  readonly name: string;
}

/** What a pin brought or cost by surface and by region, in clicks; groups of one are the whole again, and left out. */
export function audienceLines({
  audiences,
}: Pick<PinCost, 'audiences'>): readonly { readonly by: string; readonly lines: readonly AudienceLine[] }[] {
  return (['surface', 'region'] as const).flatMap((by) => {
    const lines = audiences
      .filter((audience) => audience.by === by)
      .map(({ value, impressions, clicks }) => ({
        key: value ?? '',
        name: `${dimensionText(by, value)} · ${impressions.toLocaleString('en')}`,
        value: clicks.net,
        interval: intervalIn(clicks.ci95),
      }));
    return lines.length < 2 ? [] : [{ by, lines }];
  });
}
