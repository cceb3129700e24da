/**
 * A small line from 0 to the greatest value, as SVG paths over width x height: the line, and what is below it. Where nothing is known it
 * has a gap; what stands alone is a short stroke.
 */
export function sparkPath(
  values: readonly (number | null)[],
  { width, height }: { readonly width: number; readonly height: number },
): { readonly line: string; readonly area: string } {
  const most = Math.max(0, ...values.filter((value) => value !== null));
  const step = width / Math.max(1, values.length - 1);
  const x = (at: number) => round(values.length === 1 ? width / 2 : at * step);
  // A stroke at the very edge would be cut in half.
  const y = (value: number) => round(most === 0 ? height - 1 : height - 1 - (value / most) * (height - 2));
  const runs: number[][] = [];
  values.forEach((value, at) => {
    if (value === null) return;
    if (at > 0 && values[at - 1] !== null && runs.length > 0) runs.at(-1)!.push(at);
    else runs.push([at]);
  });
  const points = runs.map((run) => {
    const [only] = run;
    if (run.length > 1) return run.map((at) => [x(at), y(values[at]!)] as const);
    const [left, right] = [Math.max(0, x(only!) - step / 3), Math.min(width, x(only!) + step / 3)];
    return [left, right].map((end) => [round(end), y(values[only!]!)] as const);
  });
  const line = points.map((run) => `M${run.map((point) => point.join(' ')).join('L')}`).join('');
  const area = points.map(
    (run) => `M${run[0]![0]} ${height}L${run.map((point) => point.join(' ')).join('L')}L${run.at(-1)![0]} ${height}Z`,
  );
  return { line, area: area.join('') };
}

const round = (value: number): number => Math.round(value * 100) / 100;
