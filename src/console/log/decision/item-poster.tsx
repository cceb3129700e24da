import { Poster } from '../../parts/poster.tsx';
import { useItem } from '../../pins/use-item.ts';

interface ItemPosterProps {
  readonly itemId: string;
  /** As the log's page says it; null: the catalogue does not have it. */
  readonly title: string | null;
}

/** The picture of an item of a page. All of a page are asked for in a call or two. */
export function ItemPoster({ itemId, title }: ItemPosterProps) {
  const { genres, imageUrl } = useItem(itemId);
  return <Poster item={{ itemId, title: title ?? itemId, genres, imageUrl }} />;
}
