export const reasonFor = (_mutant: {
  file: string;
  line: string;
  replacement: string;
  mutatorName: string;
}): string | undefined => undefined;
