/**
 * Formats of findings, besides our own alert, as the setting `inputs` names them: the AWS Security Finding Format
 * of Security Hub CSPM, and the OCSF Detection Finding of Security Hub.
 */
export const FINDING_FORMATS = ['asff', 'ocsf'] as const;

export type FindingFormat = (typeof FINDING_FORMATS)[number];

/** Which formats the door takes, and the one key under which a finding names its client. */
export type Inputs = {
  formats: ReadonlySet<FindingFormat>;
  clientIdKey: string;
  /** Name of the one custom action of Security Hub that is ours. */
  actionName: string;
  /** Held to what comes wrapped; of what comes over an event bus, the rule has seen to it. */
  wrapped: {
    /** ARNs of topics and queues. Empty: own alerts from any, findings from none. */
    transports: ReadonlySet<string>;
    sources: ReadonlySet<string>;
    /** Empty: any. */
    accounts: ReadonlySet<string>;
  };
  /** Own alarms have names made of it. */
  functionName: string;
};

/** `source` of the events of Security Hub, old and new; only AWS can send it. */
export const SECURITY_HUB_SOURCE = 'aws.securityhub';

/** `detail-type` if a person pressed a button in the console of Security Hub. */
export const CUSTOM_ACTION = 'Security Hub Findings - Custom Action';

/** `detail-type` of the events that carry findings. */
export const FINDING_DETAIL_TYPES = {
  asff: ['Security Hub Findings - Imported', CUSTOM_ACTION],
  ocsf: ['Findings Imported V2'],
} as const satisfies Record<FindingFormat, readonly string[]>;
