import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { metricsPage } from '../../src/reports/metrics-page.ts';

/** `npm run generate:metrics`: docs/metrics.md as test/docs/metrics.test.ts wants it. */
writeFileSync(join(import.meta.dirname, '..', '..', 'docs', 'metrics.md'), metricsPage());
