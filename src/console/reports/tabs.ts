import type { ComponentType } from 'react';

/** One tab of the reports, at an address of its own; loaded when it is opened. */
export interface ReportsTab {
  readonly path: string;
  readonly name: string;
  load(): Promise<{ default: ComponentType }>;
}

export const REPORTS_TABS: readonly ReportsTab[] = [
  {
    path: '/reports/overview',
    name: 'Overview',
    load: async () => ({ default: (await import('./overview/overview-tab.tsx')).OverviewTab }),
  },
];
