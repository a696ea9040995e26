import { SignatureV4 } from '@smithy/signature-v4';

/**
 * Stands in for the SDK's signer of calls to several regions at once in the bundle: the function calls the services
 * of its own region.
 */
export class SignatureV4MultiRegion extends SignatureV4 {
  static sigv4aDependency(): 'none' {
    return 'none';
  }
}
