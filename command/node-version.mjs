/**
 * Plain JavaScript, and old one at that: it has to run on the very Node that it finds too old.
 * @param {string} version such as `24.21.0`
 * @returns {string | undefined} one sentence for the person at the terminal, or nothing where this Node will do
 */
export const nodeProblem = (version) => {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 18)) return undefined;
  return `This needs Node 22.18 or newer, and this is Node ${version}: run "npm ci" without --omit=optional, which brings a fitting Node along, or install one.`;
};
