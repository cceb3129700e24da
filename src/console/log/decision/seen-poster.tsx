import { useInViewport } from '@mantine/hooks';
import { Poster } from '../../parts/poster.tsx';
import { useItem } from '../../pins/use-item.ts';

interface SeenPosterProps {
  readonly itemId: string;
  /** As the log's page says it; null: the catalogue does not have it. */
  readonly title: string | null;
}

/** The picture of an item of a page, asked for when it comes into view: a page has more of them than are looked at. */
export function SeenPoster({ itemId, title }: SeenPosterProps) {
  const { ref, inViewport } = useInViewport<HTMLSpanElement>();
  const drawn = { itemId, title: title ?? itemId };
  return (
    <span ref={ref} style={{ display: 'block' }}>
      {inViewport && title !== null ? <KnownPoster {...drawn} /> : <Poster item={drawn} />}
    </span>
  );
}

function KnownPoster({ itemId, title }: { itemId: string; title: string }) {
  const { genres, imageUrl } = useItem(itemId);
  return <Poster item={{ itemId, title, genres, imageUrl }} />;
}
