import common from './jest.config.js';

/** The long forms of the fault tests: minutes of killing, freezing and filling. One at a time, for each loads the whole machine. */
export default {
  ...common,
  testMatch: ['**/*.faults.ts'],
  testTimeout: 20 * 60_000,
  maxWorkers: 1,
};
