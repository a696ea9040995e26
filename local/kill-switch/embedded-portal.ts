import { type Portal, startPortal } from '../portal/simulator.ts';

/** Fixed, so that the same ids can be used in one command after the other, and in the documentation. */
const SEED = 'docspace-oauth2-kill-switch';

/** The portal simulator with its well-known clients and keys. */
export const startEmbeddedPortal = (options: { port?: number; rateLimit?: number } = {}): Promise<Portal> =>
  startPortal({ seed: SEED, ...options });

/** The clients that the admin's key can see. */
export const visibleClients = ({ clients: { crm, backup, office, userOwned } }: Portal) => [
  crm,
  backup,
  office,
  userOwned,
];
