import * as z from 'zod';
import { language, maturity, region, surface } from './common.ts';

/** Whom something is for, as editors send it and as it is answered. */
export const audience = z
  .strictObject({
    regions: z.array(region).min(1).max(300).optional(),
    surfaces: z.array(surface).min(1).max(10).optional(),
    maturities: z.array(maturity).min(1).max(10).optional(),
    languages: z
      .array(language)
      .min(1)
      .max(100)
      .optional()
      .meta({ description: 'pt is met by pt and pt-BR, pt-BR by pt-BR alone' }),
    newUsers: z.boolean().optional().meta({
      description: 'true: users who played, completed or rated fewer than 5 times; false: the others who are known',
    }),
  })
  .meta({ description: 'AND across keys, OR within one; {} is everyone. What is not known of a viewer is not met' });

/** A merge patch of an audience: null takes a key away. */
export const audiencePatch = z.strictObject({
  regions: audience.shape.regions.nullable(),
  surfaces: audience.shape.surfaces.nullable(),
  maturities: audience.shape.maturities.nullable(),
  languages: audience.shape.languages.nullable(),
  newUsers: audience.shape.newUsers.nullable(),
});

/** Of the contract, and not in this version: there are no segments and no experiments yet. */
export const LATER_AUDIENCE_KEYS: readonly string[] = ['segmentIds', 'arms'];
