import { DEFAULT_TEMPLATES, type PageTemplate, type PageTemplates } from '../page-template.ts';
import type { Surface } from '../pin.ts';
import type { Actor, Change } from './audit-log.ts';

/** What pages of each surface are made by, the same for every replica. Each change is audited in its own transaction. */
export interface TemplatesStore {
  /** Those that somebody ever touched, by surface; also those that were taken back. */
  list(): Promise<readonly StoredTemplate[]>;
  /**
   * Puts a template, or takes it back (null: the default holds again); the version grows by one, also where nothing changes.
   * `ifVersion`: only if that is still the current version (0: nobody has touched it), else throws 'precondition-failed'; null: in any
   * case.
   */
  put(
    surface: Surface,
    template: PageTemplate | null,
    ifVersion: number | null,
    change: Change,
  ): Promise<StoredTemplate>;
}

export interface StoredTemplate {
  readonly surface: Surface;
  /** null: the default holds. */
  readonly template: PageTemplate | null;
  /** 1 for the first change. */
  readonly version: number;
  readonly updatedAt: string;
  readonly updatedBy: Actor;
}

/** The templates that hold: those that were put, over the defaults. */
export const templatesOf = (stored: readonly StoredTemplate[]): PageTemplates => ({
  ...DEFAULT_TEMPLATES,
  ...Object.fromEntries(
    stored.filter(({ template }) => template !== null).map(({ surface, template }) => [surface, template!]),
  ),
});

/** Of their changes in the audit log: the actions, and the object of each. */
export const TEMPLATE_PUT = 'template.put';
export const TEMPLATE_DELETE = 'template.delete';
export const templateObject = (surface: Surface): string => `template:${surface}`;
