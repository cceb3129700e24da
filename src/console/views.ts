import {
  ArchiveIcon,
  BarChartIcon,
  CounterClockwiseClockIcon,
  DrawingPinIcon,
  EyeOpenIcon,
  ListBulletIcon,
  MagicWandIcon,
} from '@radix-ui/react-icons';
import type { ComponentType } from 'react';

/** What the console has, in the order of its navigation. A view is loaded when it is opened. */
export interface View {
  readonly path: string;
  readonly name: string;
  readonly Icon: ComponentType;
  /** Whose view it is; admin has all. */
  readonly role: 'editor' | 'analyst';
  load(): Promise<{ default: ComponentType }>;
}

export const VIEWS: readonly View[] = [
  {
    path: '/preview',
    name: 'Preview',
    Icon: EyeOpenIcon,
    role: 'editor',
    load: async () => ({ default: (await import('./preview/preview-view.tsx')).PreviewView }),
  },
  {
    path: '/pins',
    name: 'Pins',
    Icon: DrawingPinIcon,
    role: 'editor',
    load: async () => ({ default: (await import('./pins/pins-view.tsx')).PinsView }),
  },
  {
    path: '/catalogue',
    name: 'Catalogue',
    Icon: ArchiveIcon,
    role: 'editor',
    load: async () => ({ default: (await import('./catalogue/catalogue-view.tsx')).CatalogueView }),
  },
  {
    path: '/suggestions',
    name: 'Suggestions',
    Icon: MagicWandIcon,
    role: 'editor',
    load: async () => ({ default: (await import('./suggestions/suggestions-view.tsx')).SuggestionsView }),
  },
  {
    path: '/audit',
    name: 'Audit',
    Icon: CounterClockwiseClockIcon,
    role: 'editor',
    load: async () => ({ default: (await import('./audit/audit-view.tsx')).AuditView }),
  },
  {
    path: '/reports',
    name: 'Reports',
    Icon: BarChartIcon,
    role: 'analyst',
    load: async () => ({ default: (await import('./reports/reports-view.tsx')).ReportsView }),
  },
  {
    path: '/log',
    name: 'Log',
    Icon: ListBulletIcon,
    role: 'analyst',
    load: async () => ({ default: (await import('./log/log-view.tsx')).LogView }),
  },
];

/** Those of somebody with these rights, in order. */
export const viewsFor = ({ isEditor, isAnalyst }: { isEditor: boolean; isAnalyst: boolean }): readonly View[] =>
  VIEWS.filter(({ role }) => (role === 'editor' ? isEditor : isAnalyst));
