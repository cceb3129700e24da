import { join } from 'node:path';
import { defineConfig } from 'vite';

const here = import.meta.dirname;

/** Builds the console into dist/console, which the service serves as it is. Nothing in it is fetched from another host. */
export default defineConfig({
  root: here,
  base: '/console/',
  logLevel: 'warn',
  build: {
    outDir: join(here, '..', '..', 'dist', 'console'),
    emptyOutDir: true,
    // The first with light-dark() in CSS: for older ones it would be rewritten into what does not work below another colour scheme.
    target: ['chrome123', 'firefox120', 'safari17.5'],
    // Those that know light-dark(): for older ones it is rewritten to what no rule here makes work.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    // No data: URLs, so that the content security policy can be plain.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1000,
    rolldownOptions: {
      onLog(level, log, handle) {
        // Components say for server-side rendering that they are not for it; nothing here is rendered on a server.
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') handle(level, log);
      },
    },
  },
  // `npm run dev:console` beside a running service: pages are built as they are edited, and the API is the service's.
  server: { proxy: { '/v1': 'http://127.0.0.1:8080', '/console/settings.json': 'http://127.0.0.1:8080' } },
});
