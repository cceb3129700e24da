import { exportTargets } from '../../src/commands/command-context.ts';
import { exportFolder } from '../../src/commands/export-folder.ts';
import { loadConfig } from '../../src/config.ts';
import { openContext } from '../../src/context.ts';
import { answerParent, cpuMs } from '../child.ts';

/** One whole export of impressions, as the command does it. */
export interface ExportAnswer {
  readonly rows: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** Of the whole process, before the export and at its height. */
  readonly idleMegabytes: number;
  readonly peakMegabytes: number;
}

interface ExportQuestion {
  readonly out: string;
  readonly format: 'ndjson' | 'csv' | 'parquet';
}

answerParent({ export: exportOnce });

async function exportOnce({ out, format }: ExportQuestion): Promise<ExportAnswer> {
  const config = loadConfig();
  const context = await openContext(config);
  try {
    const idleMegabytes = peakMegabytes();
    const startedMs = context.clock.monotonicMs();
    const startedCpuMs = cpuMs();
    const options = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY, format };
    const target = await exportTargets(config)(out);
    const { json } = await exportFolder({ stderr: () => {} }, context, target, 'impressions', options);
    const seconds = (context.clock.monotonicMs() - startedMs) / 1000;
    const cpuSeconds = (cpuMs() - startedCpuMs) / 1000;
    const { rows } = json as { rows: number };
    return { rows, seconds, cpuSeconds, idleMegabytes, peakMegabytes: peakMegabytes() };
  } finally {
    await context.close();
  }
}

const peakMegabytes = (): number => process.resourceUsage().maxRSS / 1024;
