import type { Switch, SwitchName } from '../switches.ts';
import type { Actor, Change } from './audit-log.ts';

/** What somebody turned off or on again, the same for every replica. Each change is audited in its own transaction. */
export interface SwitchesStore {
  /** Those that somebody ever touched, by name; also those whose time has passed. */
  list(): Promise<readonly StoredSwitch[]>;
  /**
   * Says how a switch stands; its version grows by one, also when it stands the same. `ifVersion`: only if that is still its current
   * version (0: nobody has touched it), else throws 'precondition-failed'; null: in any case. The change's reason is the switch's.
   */
  put(name: SwitchName, setting: SwitchSetting, ifVersion: number | null, change: Change): Promise<StoredSwitch>;
}

export type SwitchSetting = Pick<Switch, 'state' | 'untilMs'>;

export interface StoredSwitch extends Switch {
  /** 1 for the first change. */
  readonly version: number;
  readonly updatedAt: string;
  readonly updatedBy: Actor;
}

/** Of their changes in the audit log: the object of each. */
export const SWITCH_PUT = 'switch.put';
export const switchObject = (name: SwitchName): string => `switch:${name}`;

/** As the audit log keeps it. */
export const auditedSetting = ({ state, untilMs }: SwitchSetting): AuditedSetting => ({
  state,
  until: untilMs === null ? null : new Date(untilMs).toISOString(),
});

export interface AuditedSetting {
  readonly state: 'on' | 'off';
  readonly until: string | null;
}
