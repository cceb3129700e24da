import { type ChildProcess, spawn } from 'node:child_process';

/** What a shell block printed and how it ended. A curl that is answered 400 or above fails. */
export function runInShell(
  script: string,
  options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Promise<{ exitCode: number; stdout: string; stderr: string }> {
  const child = spawn('bash', ['-ec', `curl() { command curl --fail-with-body "$@"; }\n${script}`], options);
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk;
  });
  return new Promise((resolve) => child.once('close', (code) => resolve({ exitCode: code ?? -1, stdout, stderr })));
}

/** Ends a detached process and all it started; resolves when none of them is left. */
export async function endGroup(leader: ChildProcess): Promise<void> {
  const signalGroup = (signal: NodeJS.Signals | 0): boolean => {
    try {
      return process.kill(-leader.pid!, signal);
    } catch {
      return false;
    }
  };
  signalGroup('SIGTERM');
  // npm is gone before the service under it.
  while (signalGroup(0)) await new Promise((resolve) => setTimeout(resolve, 100));
}
