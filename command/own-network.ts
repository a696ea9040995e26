import { readFileSync } from 'node:fs';
import { setGlobalProxyFromEnv } from 'node:http';
import { Agent } from 'node:https';
import { resolve } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { problemsOfCaFile } from '../infra/ca-certificates.ts';
import { given, type Terminal } from '../local/terminal/terminal.ts';
import { UsageError } from './usage-error.ts';

/** What stands in lower case wins, as in other programs. */
const either = (env: Terminal['env'], name: string): string | undefined =>
  given(env, name.toLowerCase()) ?? given(env, name);

type Surroundings = Pick<Terminal, 'env' | 'folder'>;

/**
 * Makes this process reach a portal behind a proxy (`HTTPS_PROXY`, `NO_PROXY`) or with a certificate of an authority
 * of one's own (`CA_CERTIFICATE_FILE`), as the settings `proxyUrl` and `caCertificateFile` do for the function.
 * @throws UsageError
 */
export const useOwnNetwork = ({ env, folder }: Surroundings): void => {
  const file = given(env, 'CA_CERTIFICATE_FILE');
  if (file !== undefined) {
    const [problem] = problemsOfCaFile(file, folder, new Date());
    if (problem !== undefined) throw new UsageError(`CA_CERTIFICATE_FILE: ${problem}`);
    setDefaultCACertificates([...getCACertificates('default'), readFileSync(resolve(folder, file), 'utf8')]);
  }
  const proxy = proxyIn(env);
  if (proxy === undefined) return;
  const { https_proxy: url } = proxy;
  if (!URL.canParse(url) || !/^https?:/.test(url))
    throw new UsageError('HTTPS_PROXY must be an address such as http://proxy.example.com:3128');
  setGlobalProxyFromEnv(proxy);
};

const proxyIn = (env: Terminal['env']): { https_proxy: string; no_proxy?: string } | undefined => {
  const proxy = either(env, 'HTTPS_PROXY');
  const except = either(env, 'NO_PROXY');
  if (proxy === undefined) return undefined;
  return { https_proxy: proxy, ...(except === undefined ? {} : { no_proxy: except }) };
};

/** How the SDK reaches AWS from here: its agents do not obey the proxy of the process. */
export const requestHandlerFor = (env: Terminal['env']) => {
  const proxyEnv = proxyIn(env);
  return proxyEnv === undefined ? {} : { httpsAgent: new Agent({ keepAlive: true, proxyEnv }) };
};
