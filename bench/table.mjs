// The lines of all measurements as one table for reading.

const ms = spread => spread && `${spread.p50} / ${spread.p95} / ${spread.p99}`;
const bytes = count => (count === undefined ? '' : count < 10_000 ? `${count} B` : `${(count / 1e6).toFixed(2)} MB`);
const two = number => (number === undefined ? '' : String(+number.toFixed(2)));

const KINDS = {
  W0: line => [`${two(line.seconds)} s`, '', `${two(line.edits_per_s)} edits/s, ${two(line.cpu_ms_per_edit)} ms CPU each, RSS ${two(line.server_rss_mb)} MB`],
  W1: line => [`${line.s.p50} s (${line.s.min}–${line.s.max}, ${line.s.runs} runs)`, bytes(line.bytes), `server CPU ${line.server_cpu_s.p50} s, RSS ${two(line.server_rss_mb.p50)} MB`],
  W3: line => [`${two(line.s)} s`, bytes(line.bytes), `${line.round_trips} round trips, server CPU ${two(line.server_cpu_s)} s`],
  W4: line => [`${ms(line.ms)} ms`, bytes(line.bytes), line.round_trips ? `${line.round_trips} round trip` : ''],
  W5: line => [`${ms(line.ms)} ms`, '', line.push_ms ? `push ${ms(line.push_ms)} ms` : ''],
  admit: line => [`${ms(line.push_ms)} ms a push`, '', `${two(line.edits_per_s)} edits/s, ${two(line.cpu_ms_per_edit)} ms CPU each, ${line.clients} writers, ${line.batch} in a push, ${line.store}`],
  'browser first sync': line => [`${line.s.p50} s (${line.s.min}–${line.s.max})`, bytes(line.bytes), `first rows after ${line.first_rows_s.p50} s, ${line.round_trips} round trips`],
  'browser edit': line => [`${ms(line.ms)} ms`, '', `${line.lost} not seen, ${line.long_tasks} tasks over 50 ms, longest ${two(line.longest_ms)} ms`],
  'browser search': line => [`${ms(line.ms)} ms`, '', `${line.ms.runs} keys, ${line.long_tasks} tasks over 50 ms`],
  'browser photo': line => [`${ms(line.ms)} ms`, '', `${line.ms.runs} photographs of ${bytes(line.bytes.p50)}, ${line.long_tasks} tasks over 50 ms, longest ${two(line.longest_ms)} ms; a clock at most ${two(line.late_ms.max)} ms late`],
  'device first sync': line => [`${line.s.p50} s`, '', ''],
  'device offline': line => [`${line.s.p50} s (${line.s.min}–${line.s.max}, ${line.s.runs} runs)`, '', ''],
  'device search': line => [`${ms(line.ms)} ms`, '', `${line.ms.runs} keys, ${line.unchanged} changed nothing`],
  'browser offline open': line => [`${line.s.p50} s (${line.s.min}–${line.s.max}, ${line.s.runs} runs)`, '', `with the browser's own start ${line.with_browser_s.p50} s`],
};

/** Ours ÷ peer, for time, bytes and server CPU where both are there. */
function ratios(line, lines) {
  if (line.peer !== 'huifang') return '';
  const middle = one => one?.p50 ?? one;
  const of = peer => {
    const theirs = lines.find(one => one.workload === line.workload && one.peer === peer && (one.n === line.n || line.workload === 'W5'));
    if (!theirs) return null;
    const parts = [['time', 's'], ['time', 'ms'], ['bytes', 'bytes'], ['CPU', 'server_cpu_s']]
      .filter(([, key]) => middle(theirs[key]) > 0 && middle(line[key]) !== undefined)
      .map(([name, key]) => `${name} ${+(middle(line[key]) / middle(theirs[key])).toPrecision(2)}`);
    return `${peer}: ${parts.join(', ')}`;
  };
  return ['hocuspocus', 'pouchdb'].map(of).filter(Boolean).join('; ');
}

const kind = line => KINDS[line.workload] ?? KINDS[Object.keys(KINDS).find(name => line.workload.startsWith(name))];

export function table(lines) {
  const rows = lines.map(line => {
    const [time, size, rest] = kind(line)(line);
    return [line.workload, line.peer, line.n ?? '', time, size, rest, ratios(line, lines), line.load];
  });
  const head = ['what', 'who', 'records', 'p50 / p95 / p99', 'on the wire', 'beside it', 'ours ÷ peer', 'load'];
  const row = cells => `| ${cells.join(' | ')} |`;
  return [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');
}
