/** Where a decision or event came from: a property of the key or command, never of the body. */
export const ORIGINS = ['app', 'import', 'simulate', 'test'] as const;
export type Origin = (typeof ORIGINS)[number];
