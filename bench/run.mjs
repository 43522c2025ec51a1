// Runs the measurements one after the other and names the machine they ran on.
import { spawnSync } from 'node:child_process';
import os from 'node:os';

const cpus = os.cpus();
const gib = (os.totalmem() / 2 ** 30).toFixed(0);
console.log(`${cpus.length} × ${cpus[0]?.model ?? 'unknown'}, ${gib} GiB, ${os.type()} ${os.release()}, load ${os.loadavg()[0].toFixed(2)}`);

const run = spawnSync('cargo', ['run', '--release', '--locked', '-q', '-p', 'shared', '--example', 'door_bench'], { stdio: 'inherit' });
process.exit(run.status ?? 1);
