import { dataContracts } from '../../src/http/contracts.ts';
import { judgeContract, readFrozen, writeFrozen } from '../support/frozen-schemas.ts';

/**
 * `npm run freeze:schemas`: keeps a copy of every contract that is new, has a new version, or has grown within its version.
 * Refuses, with exit code 1, to overwrite a published version by one that breaks those who rely on it.
 */
const frozen = readFrozen();
for (const contract of dataContracts()) {
  const verdict = judgeContract(contract, frozen);
  if (verdict === 'frozen') continue;
  const name = `${contract.name} version ${contract.version}`;
  if (verdict === 'to be frozen') {
    writeFrozen(contract);
    process.stdout.write(`${name}: frozen\n`);
  } else {
    process.stderr.write(`${name}: ${verdict.refused.join('; ')}. Bump its version in src/http/contracts.ts.\n`);
    process.exitCode = 1;
  }
}
