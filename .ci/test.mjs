import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

// The README's test command. Test files that fail run once more, alone: a broken promise fails twice, and what fails once is named
// here, to be mended like any other defect. Many failures, or none that can be named, are not tried again.
const MOST_AGAIN = 5;
const directory = mkdtempSync(join(tmpdir(), 'marquee-ci-'));

const run = (arguments_) => spawnSync('npm', ['test', '--', ...arguments_], { stdio: 'inherit' }).status ?? 1;

function failedFiles(outputFile) {
  const { testResults } = JSON.parse(readFileSync(outputFile, 'utf8'));
  return testResults.filter(({ status }) => status === 'failed').map(({ name }) => relative(process.cwd(), name));
}

function test() {
  const outputFile = join(directory, 'results.json');
  const reporters = ['--reporters=default', '--reporters=<rootDir>/.ci/closing-line.cjs'];
  const status = run([...reporters, '--json', `--outputFile=${outputFile}`]);
  if (status === 0) return 0;
  const failed = failedFiles(outputFile);
  if (failed.length === 0 || failed.length > MOST_AGAIN) return status;
  process.stderr.write(`\nFailed once, tried again alone: ${failed.join(', ')}\n\n`);
  return run(['--runInBand', '--runTestsByPath', ...failed]);
}

try {
  process.exitCode = test();
} finally {
  rmSync(directory, { recursive: true, force: true });
}
