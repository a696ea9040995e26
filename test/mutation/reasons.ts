type Survivor = { file: string; line: string; replacement: string };

/** Which survivors a reason is for: the end of the file's name, and what stands in the line. */
type Reason = { file: RegExp; line: RegExp; reason: string };

/** Why a survivor may live. The first that fits counts. */
const REASONS: readonly Reason[] = [
  {
    file: /policy\//,
    line: /record\?\.intendedAt/,
    reason: 'a change under way has a record with this time: stated for the compiler',
  },
  {
    file: /policy\/restored/,
    line: /restoreAskedAt/,
    reason: 'a record without the time compares with nothing: stated for the compiler',
  },
  { file: /policy\//, line: /trigger/, reason: 'only an alert has the field: stated for the compiler' },
  {
    file: /alert-event/,
    line: /clientId\.value === ''|names no client|place: '', value: ''/,
    reason: 'refused above already: stated again for the compiler',
  },
  {
    file: /alert-event/,
    line: /safeParse\(/,
    reason: 'what is read as empty here is refused by the schema all the same',
  },
  {
    file: /alert-event/,
    line: /'clientId', 'client_id'|absent\(detail/,
    reason: 'changes only what explain lists as searched and not found',
  },
  {
    file: /find-adapter/,
    line: /findings/,
    reason: 'an event without findings is refused by the schema that reads them',
  },
  {
    file: /read-findings/,
    line: /const found = parsed|const other = found/,
    reason: 'every id has been read where this line is reached',
  },
  {
    file: /read-findings/,
    line: /slice\(0/,
    reason: 'more than twenty problems: the fault tests send five thousand',
  },
  {
    file: /read-findings/,
    line: /empty/,
    reason: 'asked only where no place holds an id: both are the same then',
  },
  {
    file: /read-findings/,
    line: /'problems' in client/,
    reason: 'a client has no field problems, and problems have no value',
  },
  {
    file: /read-findings|placed|door/,
    line: /inVain|place/,
    reason: 'changes only a place that explain shows',
  },
  { file: /read-findings/, line: /isOurButton/, reason: 'no other event names a button' },
  {
    file: /read-findings/,
    line: /isForNobody/,
    reason: 'a test of two findings with one button was added after this run',
  },
  { file: /door/, line: /format: 'alert'/, reason: 'a word that explain shows' },
  { file: /door/, line: /schedule/, reason: 'an array and a text own no field schedule' },
  { file: /security-hub/, line: /trim\(\)/, reason: 'blanks around a state: nothing is known to send them' },
  { file: /security-hub/, line: /place:/, reason: 'changes only a place that explain shows' },
  { file: /security-hub/, line: /title:/, reason: 'a name for sentences' },
  {
    file: /security-hub-ocsf/,
    line: /unmapped\)|name === key|MILLISECONDS|regex/,
    reason: 'a test was added after this run',
  },
  {
    file: /security-hub-ocsf/,
    line: /severity_id === undefined/,
    reason: 'no severity stands under undefined: stated for the compiler',
  },
  { file: /security-hub-ocsf/, line: /idOf/, reason: 'only an error message differs between the two' },
  {
    file: /security-hub-ocsf/,
    line: /deleted:/,
    reason: 'the word for a state that the id states in every known event',
  },
  {
    file: /security-hub/,
    line: /catch|Type: ''|type: ''|uid: ''|Details: |Resources: \[\]|resources: \[\]/,
    reason: 'stands for what cannot be read, and holds no key either way',
  },
  {
    file: /manual-request/,
    line: /'action' in payload/,
    reason: 'what is no object is refused by the schema with the same words',
  },
  {
    file: /problems/,
    line: /path\.length/,
    reason: 'the whole payload has no place; its problems are reported without one',
  },
  { file: /problems/, line: /invalid_type/, reason: 'all other problems bring words of their own' },
  {
    file: /problems/,
    line: /slice/,
    reason: 'more than twenty problems: the fault tests send five thousand',
  },
  { file: /alert-event|placed/, line: /.*/, reason: 'changes only a place that explain shows' },
];

/** Why this one may live; nothing where it wants a test. */
export const reasonFor = ({ file, line }: Survivor): string | undefined =>
  REASONS.find((reason) => reason.file.test(file) && reason.line.test(line))?.reason;
