import { SimpleGrid } from '@mantine/core';
import type { Preview } from '../../../clients/typescript/src/index.ts';
import { Empty } from '../parts/empty.tsx';
import classes from '../parts/tv.module.css';
import type { PageMarks } from './page-marks.ts';
import type { PreviewQuery, Show, Side } from './preview-query.ts';
import { TvPage } from './tv-page.tsx';

interface StageProps {
  readonly preview: Preview;
  readonly marks: PageMarks;
  readonly show: Show;
  /** It is of what was asked before. */
  readonly isStale: boolean;
  readonly isDraftPin: (pinId: string) => boolean;
  readonly onOpen: (why: NonNullable<PreviewQuery['why']>) => void;
}

/** The page with drafts, the one without, or both beside each other. */
export function Stage({ preview, marks, show, isStale, isDraftPin, onOpen }: StageProps) {
  const sides: readonly Side[] = show === 'both' ? ['with', 'without'] : [show];
  return (
    <SimpleGrid cols={{ base: 1, md: sides.length }} spacing="sm">
      {sides.map((side) => {
        const page = side === 'with' ? preview.page : preview.without;
        return (
          <section
            key={side}
            className={classes.stage}
            data-stale={isStale || undefined}
            data-narrow={sides.length > 1 || undefined}
            aria-busy={isStale}
            aria-label={side === 'with' ? 'Page with drafts' : 'Page without drafts'}
          >
            {sides.length > 1 && (
              <div className={classes.side} aria-hidden>
                {side === 'with' ? 'With drafts' : 'Without drafts'}
              </div>
            )}
            {page.rows.length === 0 ? (
              <Empty title="Nothing may be shown here">
                No item has a licence for this region and profile at this time. Try another region.
              </Empty>
            ) : (
              <TvPage
                page={page}
                side={side}
                marks={marks[side]}
                changes={side === 'with' ? marks.changes : NONE}
                isDraftPin={isDraftPin}
                onOpen={(place) => onOpen({ ...place, side })}
              />
            )}
          </section>
        );
      })}
    </SimpleGrid>
  );
}

const NONE: PageMarks['changes'] = [];
