import { relative } from 'node:path';
import type { Reporter } from 'vitest/node';

type Thresholds = { lines: number; branches: number };

/** As much of Istanbul's map of coverage as is asked for here. */
type Summary = { data: Record<keyof Thresholds, { pct: number }> };
type CoverageMap = {
  getCoverageSummary: () => Summary;
  files: () => string[];
  fileCoverageFor: (file: string) => { toSummary: () => Summary };
};

/** Where the coverage of all files together is too low: every file that is below it, worst first. */
export const missedCoverage = (thresholds: Thresholds): Reporter => {
  const isMissedBy = ({ data }: Summary): boolean =>
    data.lines.pct < thresholds.lines || data.branches.pct < thresholds.branches;
  return {
    onCoverage: (coverage) => {
      const map = coverage as CoverageMap;
      if (!isMissedBy(map.getCoverageSummary())) return;
      const rows = map
        .files()
        .map((file) => ({ file: relative('.', file), summary: map.fileCoverageFor(file).toSummary() }))
        .filter(({ summary }) => isMissedBy(summary))
        .map(({ file, summary: { data } }) => ({ file, lines: data.lines.pct, branches: data.branches.pct }))
        .sort((a, b) => a.lines + a.branches - (b.lines + b.branches));
      for (const { file, lines, branches } of rows)
        console.log(
          `${lines.toFixed(1).padStart(6)} % of lines, ${branches.toFixed(1).padStart(6)} % of branches: ${file}`,
        );
    },
  };
};
