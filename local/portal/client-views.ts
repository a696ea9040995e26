import { createHash } from 'node:crypto';
import type { ClientRow } from './client-row.ts';

const SMALL_LOGO = `data:image/png;base64,${'iVBORw0KGgo'.repeat(50)}`;

/** The body of `GET /api/2.0/clients/{id}`: note the secret in plain text. */
export const clientView = (row: ClientRow): Record<string, unknown> => ({
  name: row.name,
  client_id: row.clientId,
  client_secret: row.clientSecret,
  description: row.description,
  website_url: 'https://app.example',
  terms_url: 'https://app.example/terms',
  policy_url: 'https://app.example/privacy',
  logo: row.logo ?? SMALL_LOGO,
  authentication_methods: ['client_secret_post'],
  tenant: row.tenant,
  redirect_uris: ['https://app.example/callback'],
  allowed_origins: ['https://app.example'],
  logout_redirect_uris: ['https://app.example/bye'],
  scopes: ['files:read', 'accounts.self:read'],
  created_on: row.createdOn,
  created_by: row.ownerId,
  modified_on: row.modifiedOn,
  modified_by: row.ownerId,
  enabled: row.enabled,
  is_public: false,
});

/** An element of the list, where the secret is encrypted. */
export const listedClientView = (row: ClientRow): Record<string, unknown> => ({
  ...clientView(row),
  client_secret: createHash('sha256').update(row.clientSecret).digest('base64'),
});
