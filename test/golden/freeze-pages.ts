import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { goldenPages, keptPage, writeGolden } from '../support/golden-pages.ts';

/** `npm run freeze:pages`: keeps the pages of today as golden. Read what changed (git diff test/golden/pages) before you commit it. */
mkdirSync(join(import.meta.dirname, 'pages'), { recursive: true });
for (const golden of goldenPages()) writeGolden(golden.name, await keptPage(golden));
