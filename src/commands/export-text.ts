import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import type { TableFile } from '../domain/ports/table-file.ts';
import type { TextFormat } from '../domain/text-format.ts';

export { type TextFormat, textFormat } from '../domain/text-format.ts';

/** Lines of text as a file. Overwrites what is at the path. */
export function createTextFile(path: string, { header, line }: TextFormat): TableFile {
  const stream = createWriteStream(path, { flush: true });
  const done = finished(stream);
  const closed = new Promise((resolve) => void stream.once('close', () => resolve(null)));
  // An error is told by the write or the finish that meets it.
  done.catch(() => {});
  const write = async (text: string): Promise<void> => {
    if (!stream.write(text)) await Promise.race([once(stream, 'drain'), done]);
  };
  let isBegun = false;
  return {
    async write(rows) {
      if (!isBegun) await write(header);
      isBegun = true;
      await write(rows.map(line).join(''));
    },
    async finish() {
      stream.end();
      await done;
    },
    async abandon() {
      // The stream may be opening its file still: removed before it is closed, the file would come back.
      stream.destroy();
      await closed;
      await rm(path, { force: true });
    },
  };
}
