/** The shapes that are accepted, as a person would type them: shown with every `invalid`. */
export const ACCEPTED_SHAPES = [
  'disable: {"clientId": "<UUID>", "reason": "<why>"}; optional: "action": "disable", "dryRun": true, "operator": "<who>"',
  'enable: {"action": "enable", "clientId": "<UUID>", "reason": "<why>"}; optional: "rotateSecret": true, "acceptUnrotatedSecret": true, "operator": "<who>"',
  'status: {"action": "status", "clientId": "<UUID>"}',
  'check: {"action": "check"}',
  'list: {"action": "list"}',
  'reset-breaker: {"action": "reset-breaker", "reason": "<why>"}; optional: "operator": "<who>"',
  'rotate: {"action": "rotate", "clientId": "<UUID>", "reason": "<why>"}; optional: "operator": "<who>"',
  'alert: an EventBridge event with id, source, detail-type, time and detail.clientId (or clientIds), or an array of 1 to 100 of them; also as SNS or SQS wraps them',
];
