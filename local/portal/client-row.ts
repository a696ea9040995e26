/** One database row of an OAuth2 client; dates are ISO strings with zero to nine fraction digits. */
export type ClientRow = {
  clientId: string;
  clientSecret: string;
  name: string;
  description: string;
  tenant: number;
  ownerId: string;
  ownerEmail: string;
  enabled: boolean;
  createdOn: string;
  modifiedOn: string;
};
