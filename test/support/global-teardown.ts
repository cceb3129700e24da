import { cleanUp } from './global-setup.ts';

export default async function tearDown(): Promise<void> {
  await cleanUp();
}
