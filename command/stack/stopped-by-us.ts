/** What `stop` closed carries this tag, so that `resume` opens that and nothing else. */
export const STOPPED_TAG = 'docspace-kill-switch-stopped';

/** The function's reserved concurrency before `stop --all`: a number, or none. */
export const CONCURRENCY_TAG = 'docspace-kill-switch-concurrency';

export const NO_CONCURRENCY = 'none';
