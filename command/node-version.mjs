/**
 * Plain old JavaScript: it has to run on a Node that is too old for the rest.
 * @param {string} version such as `24.21.0`
 * @returns {string | undefined} one sentence for the person at the terminal, or nothing where this Node is new enough
 */
export const nodeProblem = (version) => {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 18)) return undefined;
  return `This needs Node 22.18 or newer, and this is Node ${version}: run "npm ci" without --omit=optional, which brings the right Node, or install one.`;
};
