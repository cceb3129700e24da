/** Running sums of the service's own timers, as its admin port tells them. */
export interface Timers {
  readonly pages: number;
  readonly pageSeconds: number;
  /** Of them, those made without stepping down. */
  readonly fullPages: number;
  readonly stageSeconds: ReadonlyMap<string, number>;
}

export async function readTimers(adminUrl: string): Promise<Timers> {
  const text = await (await fetch(`${adminUrl}/metrics`)).text();
  const stageSeconds = new Map<string, number>();
  let [pages, pageSeconds, fullPages] = [0, 0, 0];
  for (const [, name, labels, value] of text.matchAll(/^(marquee_\w+)\{(.*)\} (\S+)/gm)) {
    if (name === 'marquee_page_seconds_sum') pageSeconds += Number(value);
    if (name === 'marquee_page_seconds_count') {
      pages += Number(value);
      if (labels!.includes('rung="R0"')) fullPages += Number(value);
    }
    if (name === 'marquee_stage_seconds_sum') stageSeconds.set(/stage="([^"]*)"/.exec(labels!)![1]!, Number(value));
  }
  return { pages, pageSeconds, fullPages, stageSeconds };
}

/** Wall time of each stage in ms a page, between two readings, in running order; `page` is all of it but HTTP. */
export function stagesBetween(before: Timers, after: Timers): Record<string, number> {
  const pages = Math.max(1, after.pages - before.pages);
  const msAPage = (seconds: number): number => rounded((1000 * seconds) / pages);
  const stages: Record<string, number> = {};
  for (const [stage, seconds] of after.stageSeconds) {
    stages[stage] = msAPage(seconds - (before.stageSeconds.get(stage) ?? 0));
  }
  return { ...stages, page: msAPage(after.pageSeconds - before.pageSeconds) };
}

/** Four digits: what is beyond them is noise. */
export const rounded = (value: number): number => Number(value.toPrecision(4));
