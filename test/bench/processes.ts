import { readdirSync, readFileSync } from 'node:fs';

/** A process and all that it has started, and those have. */
export function treeOf(pid: number): number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc').filter((each) => /^\d+$/.test(each))) {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
      children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
    } catch {
      // It has ended meanwhile.
    }
  }
  const all = [pid];
  for (const each of all) all.push(...(children.get(each) ?? []));
  return all;
}

const megabytes = (pid: number, file: string, field: string): number => {
  try {
    const found = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(
      readFileSync(`/proc/${pid}/${file}`, 'utf8'),
    );
    return Number(found?.[1] ?? 0) / 1000;
  } catch {
    return 0;
  }
};

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** Memory of a process and its children in MB, what they share counted once. */
export const pssOf = (pid: number) => sum(treeOf(pid).map((each) => megabytes(each, 'smaps_rollup', 'Pss')));

/** The most memory that each of them has had at a time, in MB, added up. */
export const peakOf = (pid: number) => sum(treeOf(pid).map((each) => megabytes(each, 'status', 'VmHWM')));
