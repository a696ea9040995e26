/** Keys of the ledger's table: partition `kind`, sort `id`; `expiry` is what DynamoDB deletes by. */
export const TABLE_KEYS = { partition: 'kind', sort: 'id', expiry: 'expiresAt' } as const;
