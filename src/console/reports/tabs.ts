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
  {
    path: '/reports/rows',
    name: 'Rows',
    load: async () => ({ default: (await import('./rows/rows-tab.tsx')).RowsTab }),
  },
  {
    path: '/reports/items',
    name: 'Items',
    load: async () => ({ default: (await import('./items/items-tab.tsx')).ItemsTab }),
  },
  {
    path: '/reports/pins',
    name: 'Pins',
    load: async () => ({ default: (await import('./pins/pins-tab.tsx')).PinsTab }),
  },
  {
    path: '/reports/viewers',
    name: 'Viewers',
    load: async () => ({ default: (await import('./viewers/viewers-tab.tsx')).ViewersTab }),
  },
  {
    path: '/reports/quality',
    name: 'Quality',
    load: async () => ({ default: (await import('./quality/quality-tab.tsx')).QualityTab }),
  },
];
