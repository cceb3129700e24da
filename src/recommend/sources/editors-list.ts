import { listSource } from './source.ts';

/** The static list the editors keep for the day when nothing else is known. */
export const editorsList = listSource('fallback', ({ snapshot }) => snapshot.lists.editors);
