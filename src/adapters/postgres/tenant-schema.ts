import { MarqueeError } from '../../domain/errors.ts';

/**
 * The Postgres schema of a tenant: the tenant's name, once it is known to be a plain lower-case identifier. The only word of
 * ours that ever stands inside SQL text or a startup option; values are always parameters. Throws 'bad-argument'.
 */
export function tenantSchema(tenant: string): string {
  if (!/^[a-z][a-z0-9_]{0,39}$/.test(tenant) || tenant.startsWith('pg_') || tenant === 'information_schema') {
    throw new MarqueeError(
      'bad-argument',
      `TENANT must be 1 to 40 of a-z, 0-9 and _, starting with a letter and not with pg_; got "${tenant}".`,
    );
  }
  return tenant;
}

/** Where changes of a tenant's data are announced (LISTEN/NOTIFY); the payload is the snapshot part. */
export const changeChannel = (tenant: string): string => `${tenantSchema(tenant)}_changes`;

/** The role that may read the tenant's views and nothing else. */
export const analystRole = (tenant: string): string => `${tenantSchema(tenant)}_analyst`;

/** The role that the service runs as: it may add to the log and the audit, and change neither. */
export const serviceRole = (tenant: string): string => `${tenantSchema(tenant)}_service`;
