import type { Alert } from './alert.ts';

/** A value, and the place in the event that it was taken from. */
export type Placed<T> = { place: string; value: T };

/** The first candidate that is there, else the fallback. */
export const firstOf = <T>(candidates: readonly Placed<T | undefined>[], fallback: Placed<T>): Placed<T> => {
  for (const { place, value } of candidates) if (value !== undefined) return { place, value };
  return fallback;
};

type PlacedField = 'clientId' | 'alertId' | 'severity' | 'reason' | 'detectedAt';

/** The parts of an alert for which there are several places, or a default. */
type PlacedFields = { [Field in PlacedField]: Placed<Alert[Field]> };

/** An alert, and where each of its parts stood. */
export type PlacedAlert = { alert: Alert; places: Readonly<Record<PlacedField, string>> };

/** Brings an alert together; it can't have been detected after it was delivered. */
export const placedAlert = (
  { clientId, alertId, severity, reason, detectedAt }: PlacedFields,
  { deliveredAt, ...rest }: Omit<Alert, PlacedField | 'trigger' | 'action'> & { deliveredAt: Date },
): PlacedAlert => {
  // A detector whose clock runs ahead must not make an alert look younger than its delivery.
  const isAhead = detectedAt.value > deliveredAt;
  return {
    alert: {
      trigger: 'alert',
      action: 'disable',
      clientId: clientId.value,
      alertId: alertId.value,
      severity: severity.value,
      reason: reason.value,
      detectedAt: isAhead ? deliveredAt : detectedAt.value,
      ...rest,
    },
    places: {
      clientId: clientId.place,
      alertId: alertId.place,
      severity: severity.place,
      reason: reason.place,
      detectedAt: isAhead ? `time, because ${detectedAt.place} is later` : detectedAt.place,
    },
  };
};

/** What stands in for a severity, and for a reason, that nobody gave. */
export const DEFAULT_SEVERITY: Placed<Alert['severity']> = { place: 'default', value: 'high' };
export const NO_REASON: Placed<string> = { place: 'default', value: 'no reason given' };
