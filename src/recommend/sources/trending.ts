import { listSource } from './source.ts';

/** What is used most of late, as of the stats' anchor: on an old log "of late" is its last busy day. */
export const trending = listSource('trending', ({ snapshot }) => snapshot.lists.byTrend);
