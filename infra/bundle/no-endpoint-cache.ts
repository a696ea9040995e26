/**
 * Stands in for the SDK's cache of discovered endpoints in the bundle: the function calls the endpoint of its own
 * region and discovers none, so that nothing is ever kept.
 */
export class EndpointCache {
  get(): undefined {
    return undefined;
  }

  getEndpoint(): undefined {
    return undefined;
  }

  has(): boolean {
    return false;
  }

  set(): void {}

  delete(): void {}

  clear(): void {}
}
