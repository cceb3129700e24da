import { useSession } from '../session/session.tsx';
import classes from './poster.module.css';

export interface PosterItem {
  readonly itemId: string;
  readonly title?: string | undefined;
  readonly genres?: readonly string[] | undefined;
  readonly imageUrl?: string | null | undefined;
}

/** An item's image where it may be loaded from (this host, or one the operator named); else its title on the colour of its genre. */
export function Poster({ item }: { item: PosterItem }) {
  const { settings } = useSession();
  const { title = item.itemId, genres = [], imageUrl } = item;
  if (imageUrl && mayLoad(imageUrl, settings.imageOrigins)) {
    return <img className={classes.image} src={imageUrl} alt={title} loading="lazy" draggable={false} />;
  }
  const hue = hueOf(genres[0] ?? item.itemId);
  return (
    <div className={classes.drawn} style={{ '--hue': hue } as React.CSSProperties}>
      <span className={classes.title}>{title}</span>
      {genres.length > 0 && <span className={classes.genre}>{genres[0]}</span>}
    </div>
  );
}

/** 0..359: the same for the same word, everywhere and always. */
export function hueOf(word: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < word.length; at++) hash = Math.imul(hash ^ word.charCodeAt(at), 0x01000193);
  // Words that are nearly alike differ in the upper bits first.
  return (hash >>> 8) % 360;
}

function mayLoad(imageUrl: string, origins: readonly string[]): boolean {
  const { origin } = new URL(imageUrl, location.href);
  return origin === location.origin || origins.includes(origin);
}
