import { saveFile } from './save-file.ts';

/** Hands a text made here to the browser as a file. */
export function downloadText(name: string, text: string, mediaType: string): void {
  saveFile(name, new Blob([text], { type: mediaType }));
}
