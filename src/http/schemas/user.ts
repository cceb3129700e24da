import * as z from 'zod';
import { MAX_LABEL_LENGTH, MAX_LABELS } from '../../domain/user-attributes.ts';
import { MAX_USER_TOKEN_TTL_S, USER_TOKEN_TTL_S } from '../../domain/user-token.ts';
import { answeredInstant, id, language, maturity, region, text } from './common.ts';

export const userParams = z.strictObject({ userId: id });
export const mergeParams = z.strictObject({ userId: id, anonymousId: id });

/** A profile as it is put: what is left out, or null, is not said. Answers can be put back. */
export const sentAttributes = z
  .strictObject({
    region: region.nullable().default(null).meta({ description: 'Where requests that name no region come from' }),
    language: language.nullable().default(null),
    maturity: maturity.nullable().default(null).meta({ description: 'Highest level to show, whatever is asked for' }),
    labels: z
      .array(text(1, MAX_LABEL_LENGTH))
      .max(MAX_LABELS)
      .nullable()
      .default([])
      .transform((labels) => [...new Set(labels ?? [])].sort())
      .meta({ description: "The app's own words for the user" }),
  })
  .meta({ id: 'SentUser' });

export const userAttributes = z
  .strictObject({
    region: z.string().nullable(),
    language: z.string().nullable(),
    maturity: maturity.nullable(),
    labels: z.array(z.string()),
  })
  .meta({ id: 'User' });

export const tokenDraft = z
  .strictObject({
    maturityMax: maturity.optional().meta({ description: 'Highest level the token will ever show' }),
    region: region.optional().meta({ description: 'The only region the token will ever show' }),
    ttlS: z.int().min(1).max(MAX_USER_TOKEN_TTL_S).default(USER_TOKEN_TTL_S),
  })
  .meta({ id: 'UserTokenDraft' });

export const issuedToken = z.strictObject({ token: z.string(), expiresAt: answeredInstant }).meta({ id: 'UserToken' });

export const mergedUsers = z.strictObject({ userId: z.string(), anonymousId: z.string() }).meta({ id: 'MergedUsers' });

export const erasureReceipt = z
  .strictObject({
    receiptId: z.string().meta({ description: 'The service keeps the receipt under this id' }),
    removed: z.record(z.string(), z.int().min(0)).meta({ description: 'How many were removed, by store' }),
  })
  .meta({ id: 'ErasureReceipt' });
