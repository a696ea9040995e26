/** One database row of an OAuth2 client; dates are ISO strings with zero to nine fraction digits. */
export type ClientRow = {
  clientId: string;
  clientSecret: string;
  name: string;
  description: string;
  /** Of any size: the service takes what the client's owner stores. A small one where none was stored. */
  logo?: string | undefined;
  tenant: number;
  ownerId: string;
  enabled: boolean;
  createdOn: string;
  modifiedOn: string;
};
