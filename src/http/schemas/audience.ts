import * as z from 'zod';
import { id, language, maturity, region, surface } from './common.ts';

const arm = z
  .string()
  .regex(/^[A-Za-z0-9._@-]{1,128}:[A-Za-z0-9._@-]{1,128}$/, 'must be <experimentKey>:<armKey>')
  .meta({ example: 'more-drama:b' });

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
    segmentIds: z.array(id).min(1).max(20).optional().meta({ description: 'Users in any of these segments' }),
    arms: z.array(arm).min(1).max(20).optional().meta({
      description: 'Users in any of these arms of experiments; there are no experiments yet, so nobody is',
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
  segmentIds: audience.shape.segmentIds.nullable(),
  arms: audience.shape.arms.nullable(),
});
